/**
 * Waits until a Job is complete, then binds a claim to its volume, so that Kubernetes schedules the pods that list it.
 *
 * Environment: NAMESPACE; JOB, the Job; CLAIM and VOLUME; INTERVAL, the seconds between two requests; API and ACCOUNT,
 * the API server and the folder of the service account. A Job that has failed or is missing may be created again, so
 * the script waits for it, too.
 *
 * Kubernetes replaces `$$` in a command by one dollar sign and `$(NAME)` by a variable, so the script contains neither.
 */
export const GATE_SCRIPT = `set -euo pipefail
: "\${NAMESPACE:?}" "\${JOB:?}" "\${CLAIM:?}" "\${VOLUME:?}" "\${INTERVAL:=10}"
: "\${API:=https://kubernetes.default.svc}" "\${ACCOUNT:=/var/run/secrets/kubernetes.io/serviceaccount}"
trap 'exit 143' TERM INT
last=

# Kubernetes renews the token, so each request reads it. It is passed through a pipe, so that it is no argument of a process.
call() {
  local method=$1 path=$2
  shift 2
  { printf 'Authorization: Bearer '; cat "$ACCOUNT/token"; } \\
    | curl -sS -m 30 --fail-with-body --cacert "$ACCOUNT/ca.crt" -H @- -X "$method" "$@" "$API$path" 2>&1
}

report() {
  [[ $1 == "$last" ]] || printf '%s\\n' "$1"
  last=$1
}

has() {
  [[ $answer =~ \\"type\\":\\ ?\\"$1\\",[[:space:]]*\\"status\\":\\ ?\\"True\\" ]]
}

while true; do
  if ! answer=$(call GET "/apis/batch/v1/namespaces/$NAMESPACE/jobs/$JOB"); then
    report "cannot read Job $NAMESPACE/$JOB: $answer"
  elif has Complete; then
    if answer=$(call PATCH "/api/v1/namespaces/$NAMESPACE/persistentvolumeclaims/$CLAIM" \\
      -H 'Content-Type: application/merge-patch+json' -d "{\\"spec\\":{\\"volumeName\\":\\"$VOLUME\\"}}"); then
      report "Job $NAMESPACE/$JOB is complete: pods with claim $CLAIM can start"
      exit 0
    fi
    report "cannot bind claim $NAMESPACE/$CLAIM: $answer"
  elif has Failed; then
    report "Job $NAMESPACE/$JOB has failed: pods with claim $CLAIM wait until it is created again and completes"
  else
    report "waiting for Job $NAMESPACE/$JOB"
  fi
  sleep "$INTERVAL" &
  wait "$!"
done
`;
