/** A setting of the Lustre client, and the nodes that it applies to. */
export interface TuningRow {
  readonly parameter: string;
  /** A shell arithmetic expression; `cpus` is the number of CPUs of the node. */
  readonly value: string;
  /** Applies only to nodes with more CPUs or memory. */
  readonly above?: { readonly cpus: number } | { readonly memoryGiB: number };
  readonly source: string;
}

const TIPS = 'https://docs.aws.amazon.com/fsx/latest/LustreGuide/performance-tips.html';
const LARGE_MEMORY = { memoryGiB: 64 };
const MANY_CPUS = { cpus: 64 };

/**
 * Options of kernel modules. They take effect when the module is loaded, so they must be written before the first
 * mount.
 */
export const MODULE_OPTIONS: readonly TuningRow[] = [
  { parameter: 'ptlrpc ptlrpcd_per_cpt_max', value: '32', above: MANY_CPUS, source: TIPS },
  { parameter: 'ksocklnd credits', value: '2560', above: MANY_CPUS, source: TIPS },
];

/**
 * Parameters of each mounted file system. The order matters: max_mod_rpcs_in_flight must be less than
 * max_rpcs_in_flight.
 */
export const MOUNT_PARAMETERS: readonly TuningRow[] = [
  { parameter: 'ldlm.namespaces.*.lru_max_age', value: '600000', above: LARGE_MEMORY, source: TIPS },
  { parameter: 'ldlm.namespaces.*.lru_size', value: '100 * cpus', above: LARGE_MEMORY, source: TIPS },
  { parameter: 'osc.*OST*.max_rpcs_in_flight', value: '32', above: MANY_CPUS, source: TIPS },
  { parameter: 'mdc.*.max_rpcs_in_flight', value: '64', above: MANY_CPUS, source: TIPS },
  { parameter: 'mdc.*.max_mod_rpcs_in_flight', value: '50', above: MANY_CPUS, source: TIPS },
  { parameter: 'llite.*.statahead_max', value: '512', source: TIPS },
  { parameter: 'llite.*.statahead_agl', value: '1', source: TIPS },
  { parameter: 'llite.*.statahead_xattr', value: '1', source: TIPS },
];

const SCRIPT = '/usr/local/sbin/lustre-tuning';
const MODULES = '/etc/modprobe.d/lustre-tuning.conf';
const SERVICE = 'lustre-tuning';
const EFA_FOLDER = '/opt/lustre-efa';
/** File systems are mounted when pods start and lose their parameters when unmounted, so a timer checks them. */
const EVERY_SECONDS = 30;

const CLIENT = 'command -v lctl > /dev/null || dnf install -y lustre-client';

/** Written before the first mount, so the modules are not loaded yet and no reboot is necessary. */
const WRITE_MODULE_OPTIONS: readonly string[] = [
  'cpus=$(nproc)',
  'memory_kib=$(sed -n "s/^MemTotal: *\\([0-9]*\\) kB$/\\1/p" /proc/meminfo)',
  `: > ${MODULES}`,
  ...MODULE_OPTIONS.map(row => `${condition(row)}echo "options ${row.parameter}=$(( ${row.value} ))" >> ${MODULES}${row.above ? '; fi' : ''}`),
];

/**
 * `lctl set_param` does not survive a reboot or a new mount, and clients cannot persist it, so a timer sets parameters
 * that differ. Parameters that the client does not have are skipped.
 */
const TUNE_MOUNTS: readonly string[] = [
  `cat > ${SCRIPT} <<'EOF'`,
  '#!/bin/bash',
  '# Sets what differs, on every Lustre file system that is mounted now.',
  'grep -q " lustre " /proc/mounts || exit 0',
  'cpus=$(nproc)',
  'memory_kib=$(sed -n "s/^MemTotal: *\\([0-9]*\\) kB$/\\1/p" /proc/meminfo)',
  'tune() {',
  '  local line',
  '  while read -r line; do',
  '    [[ ${line#*=} == "$2" ]] || lctl set_param -n "${line%%=*}=$2" > /dev/null',
  '  done < <(lctl get_param "$1" 2> /dev/null)',
  '}',
  ...MOUNT_PARAMETERS.map(row => `${condition(row)}tune '${row.parameter}' "$(( ${row.value} ))"${row.above ? '; fi' : ''}`),
  'EOF',
  `chmod 0755 ${SCRIPT}`,
  `cat > /etc/systemd/system/${SERVICE}.service <<'EOF'`,
  '[Unit]',
  'Description=Tunes the Lustre client',
  '[Service]',
  'Type=oneshot',
  `ExecStart=${SCRIPT}`,
  'EOF',
  `cat > /etc/systemd/system/${SERVICE}.timer <<'EOF'`,
  '[Unit]',
  'Description=Tunes the Lustre client when a file system has been mounted',
  '[Timer]',
  `OnBootSec=${EVERY_SECONDS}`,
  `OnUnitActiveSec=${EVERY_SECONDS}`,
  'AccuracySec=5',
  '[Install]',
  'WantedBy=timers.target',
  'EOF',
  'systemctl daemon-reload',
  `systemctl enable --now ${SERVICE}.timer`,
];

/**
 * Commands that tune the Lustre client of an Amazon Linux 2023 node. Each setting applies only to nodes that are large
 * enough. User data runs before the kubelet and the first mount.
 */
export const TUNING_COMMANDS: readonly string[] = [CLIENT, ...WRITE_MODULE_OPTIONS, ...TUNE_MOUNTS];

/** What a node with EFA needs, and where it comes from. */
export interface EfaSetup {
  readonly optimizedForGds: boolean;
  readonly packageUrl: string;
  readonly packageSha256?: string;
}

/**
 * Commands that also set the client up for EFA, with the package of AWS, which configures LNet for the instance type now
 * and after each reboot.
 *
 * The package writes the options of the modules itself, and loads them. If they were loaded before, they would ignore the
 * options, and LNet would use few of the interfaces without an error. The last command fails if the setup fails, for the
 * log of cloud-init; the node then uses TCP.
 *
 * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/configure-efa-clients.html
 */
export function efaCommands({ optimizedForGds, packageUrl, packageSha256 }: EfaSetup): string[] {
  return [
    CLIENT,
    ...TUNE_MOUNTS,
    '(',
    '  set -e',
    `  folder=${EFA_FOLDER}`,
    '  rm -rf "$folder"',
    '  mkdir -p "$folder"',
    '  cd "$folder"',
    `  curl -fsSL --retry 5 --retry-delay 5 --retry-all-errors -o package.zip '${packageUrl}'`,
    ...packageSha256 === undefined ? [] : [`  echo '${packageSha256}  package.zip' | sha256sum --check --quiet`],
    '  python3 -m zipfile -e package.zip .',
    '  cd configure-efa-fsx-lustre-client',
    `  bash ./setup.sh${optimizedForGds ? ' --optimized-for-gds' : ''}`,
    ')',
  ];
}

function condition({ above }: TuningRow): string {
  if (!above) {
    return '';
  }
  return 'cpus' in above ? `if (( cpus > ${above.cpus} )); then ` : `if (( memory_kib > ${above.memoryGiB * 2 ** 20} )); then `;
}
