/** The exit code of a node whose Lustre traffic does not use EFA as expected; 1 if it could not be checked. */
export const NOT_EFA = 3;
/** The name of the container, by which the doctor finds the pods. */
export const EFA_CHECK_CONTAINER = 'efa-check';

/**
 * Checks whether the Lustre client of a node uses EFA, prints a sentence and a JSON line, and exits with 0 (EFA), 3 (not
 * EFA) or 1 (not checked).
 *
 * Environment: ROOT, the mount path; RUN, a name that no other run has; JOB_COMPLETION_INDEX; MIB, the amount of data;
 * INTERFACES, the number of EFA interfaces that LNet must use; NODE, the name of the node.
 *
 * Lustre falls back to TCP without an error, and `lctl get_param osc.*.import` shows TCP addresses in both cases, because
 * servers are identified by them. The messages that LNet sends are decisive: a client sends at least one for each MiB
 * of direct I/O in requests of 1 MiB. Metadata operations and pings may use TCP, so TCP need not be silent.
 *
 * Kubernetes replaces `$$` in a command by one dollar sign and `$(NAME)` by a variable, so the script contains neither.
 */
export const EFA_CHECK_SCRIPT = `set -euo pipefail
: "\${ROOT:?}" "\${RUN:?}" "\${JOB_COMPLETION_INDEX:=0}" "\${MIB:?}" "\${INTERFACES:?}" "\${NODE:?}" "\${WORK:=/tmp}"
own=$ROOT/.efa-check-$RUN-$JOB_COMPLETION_INDEX
declare -A sent=() up=() down=() efa=([write]=0 [read]=0) tcp=([write]=0 [read]=0)

fail() {
  printf 'error: not checked: %s\\n' "$*" >&2
  exit 1
}

# Only files of this run.
clean() {
  rm -rf -- "$own" || true
}

install_client() {
  command -v lnetctl > /dev/null && return
  command -v dnf > /dev/null || fail 'the image has neither lnetctl nor dnf to install it. Fix: use Amazon Linux 2023, or an image that contains the Lustre client.'
  dnf install -y -q lustre-client || fail 'cannot install lustre-client. Fix: without access to the package repositories, use an image that contains the Lustre client.'
}

# The counters of each network, and its interfaces.
read_networks() {
  local line net=none
  sent=() up=() down=()
  lnetctl net show -v > "$WORK/networks" 2>&1 || { cat -- "$WORK/networks" >&2; fail 'lnetctl cannot read the networks of LNet.'; }
  while IFS= read -r line; do
    line=\${line//\\"/}
    if [[ $line =~ ^[[:space:]]*-?[[:space:]]*net\\ type:[[:space:]]*([a-z]+) ]]; then
      net=\${BASH_REMATCH[1]}
    elif [[ $line =~ ^[[:space:]]*status:[[:space:]]*([a-z]+) ]]; then
      if [[ \${BASH_REMATCH[1]} == up ]]; then (( up[$net] = \${up[$net]:-0} + 1 )); else (( down[$net] = \${down[$net]:-0} + 1 )); fi
    elif [[ $line =~ ^[[:space:]]*send_count:[[:space:]]*([0-9]+) ]]; then
      (( sent[$net] = \${sent[$net]:-0} + BASH_REMATCH[1], 1 ))
    fi
  done < "$WORK/networks"
}

# Messages that LNet sends during a command.
measure() {
  local test=$1 before_efa before_tcp
  shift
  read_networks
  before_efa=\${sent[efa]:-0} before_tcp=\${sent[tcp]:-0}
  "$@" || fail "cannot $test $MIB MiB in '$own'. Fix: see the message of dd."
  read_networks
  (( efa[$test] = \${sent[efa]:-0} - before_efa, tcp[$test] = \${sent[tcp]:-0} - before_tcp, 1 ))
  printf '%s %s MiB: LNet sent %s messages by EFA and %s by TCP\\n' "$test" "$MIB" "\${efa[$test]}" "\${tcp[$test]}"
}

uses_efa() {
  (( efa[$1] * 2 >= MIB && efa[$1] > tcp[$1] ))
}

finish() {
  printf '{"node":"%s","efa":%s,"interfacesUp":%s,"interfacesDown":%s,"mib":%s,"write":{"efa":%s,"tcp":%s},"read":{"efa":%s,"tcp":%s}}\\n' \\
    "$NODE" "$1" "\${up[efa]:-0}" "\${down[efa]:-0}" "$MIB" "\${efa[write]}" "\${tcp[write]}" "\${efa[read]}" "\${tcp[read]}"
}

not_efa() {
  finish false
  printf 'error: node %s: %s\\n' "$NODE" "$*" >&2
  exit ${NOT_EFA}
}

trap clean EXIT
trap 'exit 1' INT TERM
install_client
read_networks
printf 'node %s: LNet uses %s EFA interfaces, %s more are down\\n' "$NODE" "\${up[efa]:-0}" "\${down[efa]:-0}"
(( \${up[efa]:-0} + \${down[efa]:-0} > 0 )) \\
  || not_efa 'LNet has no EFA interface, so all traffic uses TCP. Fix: use an instance type with EFA interfaces and LustreClient.efaUserData(); on the node, see journalctl -u configure-efa-fsx-lustre-client.'
(( \${up[efa]:-0} >= INTERFACES )) \\
  || not_efa "LNet uses only \${up[efa]:-0} of $INTERFACES EFA interfaces. Fix: set up the client before the first mount loads the Lustre modules; on the node, see journalctl -u configure-efa-fsx-lustre-client."
mkdir -- "$own" || fail "cannot create '$own'."
measure write dd if=/dev/zero of="$own/data" bs=1M count="$MIB" oflag=direct status=none
measure read dd if="$own/data" of=/dev/null bs=1M iflag=direct status=none
if ! uses_efa write || ! uses_efa read; then
  lnetctl peer show > "$WORK/peers" 2>&1 || { cat -- "$WORK/peers" >&2; fail 'lnetctl cannot read the peers of LNet.'; }
  mapfile -t peers < "$WORK/peers"
  [[ \${peers[*]} == *@efa* ]] \\
    || not_efa 'the servers offer no EFA to this node, so traffic uses TCP. Fix: use a file system with efaEnabled in the Availability Zone of the node, and set up the client before the first mount.'
  not_efa 'the servers offer EFA, but traffic uses TCP. Fix: the security groups of the node and of the file system must allow all traffic to and from each other by their IDs, outbound too; a rule for 0.0.0.0/0 does not cover EFA.'
fi
finish true
`;
