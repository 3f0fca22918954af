import { PodMount } from '../../kubernetes/pod';

/** A container that restores files from S3 or exports them. */
export interface HsmContainerSpec {
  readonly name: string;
  /** Needs `lfs` and `xargs`, or a `dnf` that can install them, as in Amazon Linux 2023. */
  readonly image: string;
  /** The volume, as an entry of `volumes` of a pod. */
  readonly volume: PodMount['volume'];
  /** The directory of the volume; its root if empty. */
  readonly directory: string;
  /** The number of concurrent lfs calls. */
  readonly parallelism: number;
  /** @default 30 */
  readonly intervalSeconds?: number;
  /** The number of pods of an Indexed Job that divide the files. @default 1 */
  readonly shards?: number;
  /** The number of intervals without progress after which the container fails. @default 20 */
  readonly idleRounds?: number;
}

/** The mount path of the volume. */
export const HSM_MOUNT_PATH = '/volume';

/**
 * The capabilities of root.
 *
 * SYS_ADMIN: the metadata server requires it for hsm_archive (hsm_action_permission in mdt_hsm_cdt_client.c), and AWS
 * documents root for every HSM command. DAC_OVERRIDE: lfs opens each file, including files that only their owner can
 * read, and dnf writes to /usr/bin, which is read-only for its owner too. CHOWN, FOWNER: dnf.
 *
 * SYS_ADMIN has no prefix CAP_, because with it the API server rejects allowPrivilegeEscalation false (kubernetes issue
 * 119568).
 */
const CAPABILITIES = ['SYS_ADMIN', 'DAC_OVERRIDE', 'CHOWN', 'FOWNER'];

/** The container, without its mount. */
export function hsmContainer(script: string, spec: HsmContainerSpec) {
  const env = {
    ROOT: `${HSM_MOUNT_PATH}/${spec.directory.replace(/^\/+/, '')}`,
    PARALLELISM: String(spec.parallelism),
    INTERVAL: String(spec.intervalSeconds ?? 30),
    IDLE_ROUNDS: String(spec.idleRounds ?? 20),
    ...(spec.shards ?? 1) > 1 && { SHARDS: String(spec.shards) },
  };
  return {
    name: spec.name,
    image: spec.image,
    command: ['bash', '-c', script],
    env: Object.entries(env).map(([name, value]) => ({ name, value: literally(value) })),
    // dnf needs about 400 MiB.
    resources: { requests: { cpu: '250m', memory: '512Mi' }, limits: { cpu: '1', memory: '1Gi' } },
    securityContext: {
      runAsUser: 0,
      runAsNonRoot: false, // overrides the setting of the pod
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'], add: CAPABILITIES },
      seccompProfile: { type: 'RuntimeDefault' },
    },
  };
}

/** Escapes a value, because Kubernetes replaces `$(NAME)` by a variable and `$$` by one dollar sign. */
export function literally(value: string): string {
  return value.replace(/\$(?=[$(])/g, '$$$$');
}
