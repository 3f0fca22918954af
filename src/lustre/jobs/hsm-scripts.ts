/**
 * The number of files per request.
 *
 * A client rejects a request larger than a third of MDS_MAXREQSIZE (5 KiB), and each file needs 32 bytes
 * (LL_IOC_HSM_REQUEST in llite/dir.c). The limit is 52 files.
 */
const BATCH = 50;

/** The differences between the restore and the export script. */
interface HsmWork {
  /** The lfs command. */
  readonly command: string;
  /** A shell arithmetic expression over the state s that is true for a file that is not done. */
  readonly waiting: string;
  /** The verb for files that are done. */
  readonly done: string;
  /** The description of the other files. */
  readonly not: string;
  /** What to check if there is no progress. */
  readonly hint: string;
}

/**
 * Flags of a state, which lfs prints in hexadecimal (`name: (0x0000000d) released exists archived`): lustre_user.h,
 * enum hsm_states.
 */
const [DIRTY, RELEASED, ARCHIVED, NEVER_ARCHIVE] = [0x2, 0x4, 0x8, 0x20];

/**
 * Loads all files below ROOT from S3, and waits until they are loaded.
 *
 * The state of the work is that of the files: a second run requests only files that are neither loaded nor requested, so
 * that a run that ends in the middle, in whatever way, loses nothing and repeats nothing.
 *
 * Environment: ROOT; PARALLELISM, the number of concurrent lfs calls; INTERVAL, the seconds between progress lines;
 * IDLE_ROUNDS, the number of intervals without progress after which the script fails; SHARDS, the number of pods that
 * divide the files, and JOB_COMPLETION_INDEX, the index of this one, which Kubernetes sets.
 */
export const RESTORE_SCRIPT = hsmScript({
  command: 'hsm_restore',
  waiting: `s & ${RELEASED}`,
  done: 'restored',
  not: 'are still in S3 only',
  hint: 'check the lifecycle of the data repository, the free space of the file system, and that its rootSquash exempts this node',
});

/**
 * Exports all new or changed files below ROOT to S3, and waits until they are exported. The environment is that of
 * RESTORE_SCRIPT.
 *
 * Files that are marked `never_archive` are skipped, because the metadata server rejects them.
 */
export const EXPORT_SCRIPT = hsmScript({
  command: 'hsm_archive',
  waiting: `!(s & ${NEVER_ARCHIVE}) && (!(s & ${ARCHIVED}) || (s & ${DIRTY}))`,
  done: 'exported',
  not: 'are not in S3, or not as they are now',
  hint: 'check the lifecycle of the data repository, that nothing writes to the files any more, that their names are UTF-8 and at most 1024 bytes long as object keys, '
    + 'and that the rootSquash of the file system exempts this node',
});

/**
 * The script lists the files, requests them, and checks their states until none is left. Its main part is at the end.
 *
 * Kubernetes replaces `$$` in a command by one dollar sign and `$(NAME)` by a variable, so the script contains neither.
 * Its text, including comments, is part of the pod template of Jobs, which is immutable: changing it creates new Jobs
 * of this library, and Jobs of users with such a container cannot be updated.
 */
function hsmScript({ command, waiting, done, not, hint }: HsmWork): string {
  return `set -euo pipefail
export LC_ALL=C  # file names are bytes
: "\${ROOT:?}" "\${PARALLELISM:=8}" "\${INTERVAL:=30}" "\${IDLE_ROUNDS:=20}" "\${SHARDS:=1}" "\${JOB_COMPLETION_INDEX:=0}"

fail() {
  printf 'error: %s\\n' "$*" >&2
  exit 1
}

install_missing() {
  local missing=()
  command -v lfs > /dev/null || missing+=(lustre-client)
  command -v xargs > /dev/null || missing+=(findutils)
  command -v awk > /dev/null || (( SHARDS == 1 )) || missing+=(gawk)
  (( \${#missing[@]} )) || return 0
  command -v dnf > /dev/null || fail "the image has neither \${missing[*]} nor dnf to install it. Fix: use Amazon Linux 2023, or an image with the Lustre client."
  dnf install -y -q "\${missing[@]}" || fail "cannot install \${missing[*]}. Fix: without a route to the package repositories, use an image that contains it."
}

# Whether a file with this state is not done yet.
is_waiting() {
  local s=$1
  (( ${waiting} ))
}

# Calls HANDLER with each file and what an lfs command prints about it, or an empty text.
# lfs prints in the order of the names and stops at the first file that it cannot open, so it is called again for the others.
# The names are removed from the output by their length, because they may contain line breaks.
for_each_answer() {
  local command=$1 handler=$2 begin=$3 out line
  shift 3
  while (( $# )); do
    out=$(lfs "$command" "$@" 2>> "$WORK/errors.$SLOT") || true
    while (( $# )) && [[ $out == "$1: $begin"* ]]; do
      out=\${out#"$1: "}
      line=\${out%%$'\\n'*}
      out=\${out:\${#line}}
      out=\${out#$'\\n'}
      "$handler" "$1" "$line"
      shift
    done
    if (( $# )); then
      "$handler" "$1" ''
      shift
    fi
  done
}

# A file and its state, such as "(0x0000000d) released exists archived, archive_id:1". Files that are not done go into WAITING.
# So do files whose state is unknown, because lfs failed or printed something else.
on_state() {
  if [[ ! $2 =~ ^\\(0x([0-9a-fA-F]+)\\) ]]; then
    if [[ -e $1 ]]; then
      [[ -z $2 ]] || printf '%q: no state in '\\''%s'\\''\\n' "$1" "$2" >> "$WORK/errors.$SLOT"
      WAITING+=("$1")
    else
      printf . >> "$WORK/gone.$SLOT"
    fi
    return 0
  fi
  printf . >> "$WORK/known.$SLOT"
  if is_waiting "$(( 16#\${BASH_REMATCH[1]} ))"; then
    WAITING+=("$1")
  fi
}

# A file and its action, such as "RESTORE running (4096 bytes moved)", "RESTORE waiting (from 0 to EOF)" or "NOOP". Files without an action go into MISSING.
on_action() {
  case $2 in
    *' running '*) printf . >> "$WORK/running.$SLOT" ;;
    *' waiting '*) ;;
    *) MISSING+=("$1") ;;
  esac
}

# Requests files. A file that has vanished or is rejected makes lfs or the metadata server drop others of the same request, so each is then requested alone.
request() {
  local name
  if (( $# == 0 )) || lfs ${command} "$@" 2>> "$WORK/errors.$SLOT" || (( $# == 1 )); then
    return 0
  fi
  for name; do
    lfs ${command} "$name" 2>> "$WORK/errors.$SLOT" || true
  done
}

# One of the parallel processes with some of the files. SLOT is its own number, so that no two write to one file.
batch() {
  WAITING=() MISSING=()
  for_each_answer hsm_state on_state '(0x' "$@"
  (( \${#WAITING[@]} )) || return 0
  printf '%s\\0' "\${WAITING[@]}" >> "$WORK/next.$SLOT"
  [[ $REQUEST == yes ]] || return 0
  for_each_answer hsm_action on_action '' "\${WAITING[@]}"
  request "\${MISSING[@]}"
}

count() {
  tr -dc '\\0' < "$1" | wc -c
}

# What the parallel processes have written, if anything.
contents() {
  cat "$WORK/$1".* 2> /dev/null || true
}

any() {
  compgen -G "$WORK/$1.*" > /dev/null
}

# Checks the files of the list, keeps those that are not done, and, with "yes", requests those that are not requested.
round() {
  export REQUEST=$1
  rm -f "$WORK"/errors.* "$WORK"/known.* "$WORK"/running.* "$WORK"/next.*
  xargs -0 -r -n ${BATCH} -P "$PARALLELISM" --process-slot-var=SLOT bash -euo pipefail -c 'batch "$@"' batch < "$WORK/list" \\
    || fail 'a parallel process has failed.'
  contents next > "$WORK/list"
  left=$(count "$WORK/list")
  gone=$(contents gone | wc -c)
}

last_error() {
  contents errors | tail -n 1
}

# Lists the files. With SHARDS, the first two names of a path alone determine the pod of a file, so that the pods agree even while the tree changes:
# each lists two levels of the tree, and below them only its own directories.
list_files() {
  if (( SHARDS == 1 )); then
    find "$ROOT" -type f -print0 > "$WORK/list" || true
    return
  fi
  find "$ROOT" -mindepth 1 -maxdepth 2 \\( -type f -o -type d \\) -printf '%y%d%P\\0' > "$WORK/units" || true
  local unit shard
  while IFS= read -r -d '' unit && read -r shard <&3; do
    (( shard == JOB_COMPLETION_INDEX )) || continue
    case $unit in
      d1*) ;;
      d2*) printf '%s\\0' "$ROOT/\${unit:2}" >&4 ;;
      f*) printf '%s\\0' "$ROOT/\${unit:2}" ;;
    esac
  done < "$WORK/units" 3< <(shards_of "$WORK/units") 4> "$WORK/directories" > "$WORK/list"
  xargs -0 -r -n 100 bash -c 'find "$@" -type f -print0 || true' find < "$WORK/directories" >> "$WORK/list"
}

# A shard for each of the names, which may contain any byte.
shards_of() {
  od -An -v -tu1 -w1 "$1" | awk -v shards="$SHARDS" '$1 == 0 { print hash % shards; hash = 0; next } { hash = (hash * 31 + $1) % 16777213 }'
}

# A directory that is removed meanwhile is no error.
list() {
  local line
  list_files 2> "$WORK/find"
  while read -r line; do
    [[ $line == *': No such file or directory' ]] || fail "cannot list '$ROOT': $line"
  done < "$WORK/find"
}

give_up() {
  local name names=()
  while IFS= read -r -d '' name && (( \${#names[@]} < 5 )); do
    names+=("$name")
  done < "$WORK/list"
  printf 'error: %d of %d files ${not}, and nothing has moved for %d rounds of %s seconds. For example:\\n' \\
    "$left" "$((total - gone))" "$idle" "$INTERVAL" >&2
  printf '  %q\\n' "\${names[@]}" >&2
  fail "the last message of lfs: '$(last_error)'. Fix: ${hint}; then run this again, which continues where it stopped."
}

[[ -d $ROOT ]] || fail "there is no directory '$ROOT' in the volume. Fix: use another directory, or import its listing from S3 first."
ROOT=$(cd -- "$ROOT" && pwd -P)
install_missing
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
trap 'kill "\${!:-}" 2> /dev/null || true; exit 143' TERM INT
export WORK
export -f is_waiting for_each_answer on_state on_action request batch

list
total=$(count "$WORK/list")
round yes
if (( left )) && ! any known; then
  fail "lfs prints the state of no file below '$ROOT': $(last_error). Fix: use a volume of FSx for Lustre that is linked to S3."
fi
idle=0
while true; do
  printf '${done} %d of %d files\\n' "$((total - gone - left))" "$((total - gone))"
  (( left )) || exit 0
  sleep "$INTERVAL" &  # the shell handles a signal while it waits, not while a program runs
  wait "$!"
  before=$left
  if (( idle )); then
    round yes
  else
    round no
  fi
  if (( left < before )) || any running; then
    idle=0
  else
    idle=$(( idle + 1 ))
  fi
  (( idle <= IDLE_ROUNDS )) || give_up
done
`;
}
