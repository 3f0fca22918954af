import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { LustreConfiguration } from '../configuration';
import { HSM_MOUNT_PATH, literally } from './hsm-container';
import { SHARE_SCRIPT } from './share-script';
import { PodMount, mountIntoPods } from '../../kubernetes/pod';
import { joined, text } from '../../validation/normalize';

export interface ShareJobSpec {
  /** The volume of the whole file system, as an entry of `volumes` of a pod. */
  readonly volume: PodMount['volume'];
  readonly namespace: string;
  readonly image: string;
  readonly tolerations?: readonly object[];
  readonly preferredZone?: string;
}

const CONTAINER = 'share';
const BACKOFF_LIMIT = 6;
/** One day, to read its log. */
const KEPT_SECONDS = 86400;
const KIB_PER_GIB = 2 ** 20;

/**
 * The capabilities of root. DAC_OVERRIDE: create directories in those of other users; CHOWN, FOWNER: set owner and
 * permissions, and run dnf.
 */
const CAPABILITIES = ['DAC_OVERRIDE', 'CHOWN', 'FOWNER'];
/**
 * Additional capabilities for a quota. SYS_ADMIN: the client requires it to set limits; SYS_RESOURCE: the metadata
 * server requires it to change a project (mdd_object.c).
 */
const QUOTA_CAPABILITIES = ['SYS_ADMIN', 'SYS_RESOURCE'];

/**
 * A Job that creates the directory of a share, with its owner and quota. Running it again is safe. Changing the quota
 * creates another Job.
 */
export function shareJob(
  scope: Construct, id: string, name: string, configuration: LustreConfiguration, spec: ShareJobSpec,
): ApiObject {
  const { namespace, tolerations, preferredZone, volume } = spec;
  const job = new ApiObject(scope, id, {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace },
    spec: {
      backoffLimit: BACKOFF_LIMIT,
      ttlSecondsAfterFinished: KEPT_SECONDS,
      template: {
        spec: {
          restartPolicy: 'Never', automountServiceAccountToken: false, tolerations,
          containers: [container(configuration, spec)],
        },
      },
    },
  });
  mountIntoPods(job, { volume, path: HSM_MOUNT_PATH, preferredZone });
  return job;
}

/** The immutable part of the Job, for the hash in its name. */
export function shareIdentity(configuration: LustreConfiguration, spec: ShareJobSpec): unknown {
  return [spec.tolerations, spec.preferredZone, spec.volume, container(configuration, spec)];
}

function container(configuration: LustreConfiguration, { image }: ShareJobSpec) {
  const {
    shareDirectory,
    shareOwner,
    shareMode,
    shareStripeCount,
    shareProjectId,
    shareQuota,
    shareFileLimit,
    shareLimited,
  } = configuration;
  const env = {
    ROOT: HSM_MOUNT_PATH,
    DIRECTORY: literally(joined('', [text(shareDirectory!)])),
    ...shareOwner && { OWNER: shareOwner.join(':') },
    ...shareMode !== undefined && { MODE: shareMode },
    ...shareStripeCount !== undefined && { STRIPES: String(shareStripeCount) },
    ...shareLimited && {
      PROJECT: text(shareProjectId!),
      QUOTA_KIB: shareQuota === undefined ? '0' : String(Math.floor((shareQuota as number) * KIB_PER_GIB)),
      FILES: shareFileLimit === undefined ? '0' : text(shareFileLimit),
    },
  };
  return {
    name: CONTAINER,
    image,
    command: ['bash', '-c', SHARE_SCRIPT],
    env: Object.entries(env).map(([name, value]) => ({ name, value })),
    // dnf needs about 400 MiB.
    resources: { requests: { cpu: '100m', memory: '512Mi' }, limits: { cpu: '1', memory: '1Gi' } },
    securityContext: {
      runAsUser: 0,
      runAsNonRoot: false, // overrides the setting of the pod
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'], add: [...CAPABILITIES, ...shareLimited ? QUOTA_CAPABILITIES : []] },
      seccompProfile: { type: 'RuntimeDefault' },
    },
  };
}
