import { BENCHMARK_TESTS, BenchmarkTest } from './tests';

/** The exit code of a file system that is too slow; 1 if it could not be measured. */
export const TOO_SLOW = 3;

/**
 * Measures a volume with fio, prints a table and a JSON line, and exits with 0 (adequate), 3 (too slow) or 1 (not
 * measured).
 *
 * Environment: ROOT, the mount path; RUN, a name that no other run has; JOB_COMPLETION_INDEX and PODS; THREADS,
 * FILE_MIB and SECONDS_EACH; MINIMUM, the adequate percentage; EXPECTED, the expected value of each test, `-` for none.
 *
 * All pods write their own files into one new directory, and measure at the same times: the clocks of EKS nodes are
 * synchronized, and the directory entries that pods of several nodes wait for can be late because NFS caches them. Pod 0
 * adds up the results. Each pod deletes its files, also if it fails or is stopped.
 *
 * Kubernetes replaces `$$` in a command by one dollar sign and `$(NAME)` by a variable, so the script contains neither.
 */
export const BENCHMARK_SCRIPT = `set -euo pipefail
: "\${ROOT:?}" "\${RUN:?}" "\${JOB_COMPLETION_INDEX:=0}" "\${PODS:=1}" "\${THREADS:?}" "\${FILE_MIB:?}" "\${SECONDS_EACH:?}" "\${MINIMUM:?}" "\${EXPECTED:?}"
: "\${WAIT_SECONDS:=900}" "\${SETTLE_SECONDS:=60}"
index=$JOB_COMPLETION_INDEX
shared=$ROOT/.benchmark-$RUN
own=$shared/pod-$index
names=(${BENCHMARK_TESTS.map(({ name }) => name).join(' ')})
units=(${BENCHMARK_TESTS.map(({ unit }) => unit).join(' ')})
columns=(${BENCHMARK_TESTS.map(({ column }) => column).join(' ')})
read -r -a expected <<< "$EXPECTED"
(( slot = SECONDS_EACH + 10, files = SECONDS_EACH * 50, needed = FILE_MIB * THREADS * PODS ))
engine=libaio child=

fail() {
  printf 'error: %s\\n' "$*" >&2
  exit 1
}

# Only files of this run.
clean() {
  rm -rf -- "$own" || true
  if [[ $index == 0 ]]; then rm -rf -- "$shared" || true; fi
}

stop() {
  [[ -z $child ]] || kill "$child" || true
  exit 1
}

# The engine for asynchronous I/O is a package of its own.
install_fio() {
  if ! command -v fio > /dev/null; then
    command -v dnf > /dev/null || fail 'the image has neither fio nor dnf to install it. Fix: use Amazon Linux 2023, or an image that contains fio.'
    dnf install -y -q fio fio-engine-libaio || dnf install -y -q fio || fail 'cannot install fio. Fix: without access to the package repositories, use an image that contains fio.'
  fi
  fio --enghelp=libaio > /dev/null 2>&1 || engine=psync
}

check_space() {
  local free
  read -r free < <(df --output=avail -m -- "$ROOT" | tail -n 1)
  (( free >= needed )) || fail "the volume has $free MiB free, and the files need $needed MiB. Fix: reduce fileSize or threads."
}

# Waits for a file of every pod.
await_all() {
  local pod waited=0
  for (( pod = 0; pod < PODS; pod++ )); do
    until [[ -e $shared/$1.$pod ]]; do
      (( waited++ < WAIT_SECONDS )) || fail "pod $pod is not $1 after $WAIT_SECONDS seconds. Fix: see why it does not run, or use fewer pods."
      sleep 1
    done
  done
}

await_start() {
  local waited=0
  printf 'ready' > "$shared/ready.$index"
  if [[ $index == 0 ]]; then
    await_all ready
    printf -v start '%(%s)T' -1
    (( PODS == 1 || (start += SETTLE_SECONDS) ))
    printf '%s\\n' "$start" > "$shared/start.new"
    mv -- "$shared/start.new" "$shared/start"
    return
  fi
  until [[ -s $shared/start ]]; do
    (( waited++ < WAIT_SECONDS )) || fail "pod 0 did not start within $WAIT_SECONDS seconds."
    sleep 1
  done
  read -r start < "$shared/start"
}

# Pods on other nodes begin at the same time.
await_slot() {
  local left
  (( PODS > 1 )) || return 0
  printf -v left '%(%s)T' -1
  (( left = start + $1 * slot - left, 1 ))
  if (( left > 0 )); then sleep "$left"; fi
}

run_fio() {
  fio --directory="$own" --numjobs="$THREADS" --fallocate=none --group_reporting --output-format=terse "$@" > "$own/output" 2>&1 &
  child=$!
  wait "$child" || { cat -- "$own/output" >&2; fail "fio failed: $*"; }
  child=
}

data() {
  run_fio --name=data --filename_format='data.$jobnum' --size="$FILE_MIB"M "$@"
}

metadata() {
  run_fio --name=files --filename_format='f.$jobnum.$filenum' --nrfiles="$files" --filesize=4k --openfiles=1 --create_on_open=1 "$@"
}

run_test() {
  case $1 in
${BENCHMARK_TESTS.map(runLine).join('\n')}
  esac
}

# KiB/s become MB/s.
measure() {
  local line fields value
  run_test "\${names[$1]}"
  read -r line < <(grep -m 1 '^3;' "$own/output") || fail "fio printed no result of \${names[$1]}."
  IFS=';' read -r -a fields <<< "$line"
  [[ \${fields[4]} == 0 ]] || fail "fio reports error \${fields[4]} in \${names[$1]}."
  value=\${fields[\${columns[$1]}]}
  if [[ \${units[$1]} == MB/s ]]; then (( value = value * 1024 / 1000000, 1 )); fi
  printf '%s\\n' "$value" >> "$own/results"
}

report() {
  local test pod value total result values json='' adequate=true
  printf 'pods: %s, threads each: %s, MiB each thread: %s, seconds each test: %s, I/O engine: %s, adequate from %s %%\\n' \\
    "$PODS" "$THREADS" "$FILE_MIB" "$SECONDS_EACH" "$engine" "$MINIMUM"
  printf '%-18s %14s %14s  %s\\n' test measured expected result
  for (( test = 0; test < \${#names[@]}; test++ )); do
    total=0
    for (( pod = 0; pod < PODS; pod++ )); do
      mapfile -t values < "$shared/done.$pod"
      (( total += values[test], 1 ))
    done
    value=\${expected[test]}
    result=measured
    if [[ $value != - ]]; then
      result=adequate
      (( total * 100 >= value * MINIMUM )) || { result='too slow'; adequate=false; }
    fi
    printf '%-18s %14s %14s  %s\\n' "\${names[test]}" "$total \${units[test]}" "$value" "$result"
    json+="\${json:+,}{\\"test\\":\\"\${names[test]}\\",\\"measured\\":$total,\\"unit\\":\\"\${units[test]}\\",\\"expected\\":\${value/#-/null},\\"result\\":\\"$result\\"}"
  done
  printf '{"pods":%s,"threads":%s,"fileMiB":%s,"secondsEach":%s,"minimumPercent":%s,"adequate":%s,"results":[%s]}\\n' \\
    "$PODS" "$THREADS" "$FILE_MIB" "$SECONDS_EACH" "$MINIMUM" "$adequate" "$json"
  if [[ $adequate == false ]]; then
    printf 'too slow. If the network of the nodes is the limit, use more pods on different nodes.\\n' >&2
    return ${TOO_SLOW}
  fi
}

trap clean EXIT
trap stop INT TERM
install_fio
mkdir -p -- "$shared" || fail "cannot create '$shared'. Fix: set user to a user that can write to the root of the volume."
mkdir -- "$own"
check_space
# The tests overwrite and read data that exists.
data --rw=write --bs=1M --end_fsync=1
await_start
for (( test = 0; test < \${#names[@]}; test++ )); do
  await_slot "$test"
  measure "$test"
done
mv -- "$own/results" "$shared/done.new.$index"
mv -- "$shared/done.new.$index" "$shared/done.$index"
if [[ $index == 0 ]]; then
  await_all done
  report
fi
`;

function runLine({ name, fio, metadata }: BenchmarkTest): string {
  return `    ${name}) ${metadata ? 'metadata' : 'data --time_based --runtime="$SECONDS_EACH" --direct=1 --ioengine="$engine"'} ${fio} ;;`;
}
