import { PodMount } from '../../kubernetes/pod';

/** What a container that restores or exports needs to know. */
export interface HsmContainerSpec {
  readonly name: string;
  /** Has `lfs` and `xargs`, or a `dnf` that installs them: Amazon Linux 2023. */
  readonly image: string;
  /** The volume as an entry of a pod's `volumes`. */
  readonly volume: PodMount['volume'];
  /** Of the volume; its root if empty. */
  readonly directory: string;
  /** How many calls of lfs run at once. */
  readonly parallelism: number;
  /** @default 30 */
  readonly intervalSeconds?: number;
  /** How many intervals without progress are a failure. @default 20 */
  readonly idleRounds?: number;
}

/** Where the container sees the volume. */
export const HSM_MOUNT_PATH = '/volume';

/**
 * What root keeps.
 *
 * SYS_ADMIN: the metadata server grants hsm_archive to no one else (hsm_action_permission in mdt_hsm_cdt_client.c), and AWS documents root for every HSM command.
 * DAC_OVERRIDE: lfs opens each file, also those that only their owner may read; and dnf writes to /usr/bin, which is read-only for its owner too.
 * CHOWN, FOWNER: dnf.
 *
 * SYS_ADMIN without the prefix CAP_: with it the API server refuses allowPrivilegeEscalation false (kubernetes issue 119568).
 */
const CAPABILITIES = ['SYS_ADMIN', 'DAC_OVERRIDE', 'CHOWN', 'FOWNER'];

/** The container, without its mount. */
export function hsmContainer(script: string, spec: HsmContainerSpec) {
  const env = {
    ROOT: `${HSM_MOUNT_PATH}/${spec.directory.replace(/^\/+/, '')}`,
    PARALLELISM: String(spec.parallelism),
    INTERVAL: String(spec.intervalSeconds ?? 30),
    IDLE_ROUNDS: String(spec.idleRounds ?? 20),
  };
  return {
    name: spec.name,
    image: spec.image,
    command: ['bash', '-c', script],
    env: Object.entries(env).map(([name, value]) => ({ name, value: literally(value) })),
    resources: { requests: { cpu: '250m', memory: '512Mi' }, limits: { cpu: '1', memory: '1Gi' } }, // dnf takes some 400 MiB
    securityContext: {
      runAsUser: 0,
      runAsNonRoot: false, // the pod may say otherwise
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'], add: CAPABILITIES },
      seccompProfile: { type: 'RuntimeDefault' },
    },
  };
}

/** Kubernetes reads `$(NAME)` in a value as a variable, and `$$` as one dollar sign. */
export function literally(value: string): string {
  return value.replace(/\$(?=[$(])/g, '$$$$');
}
