import { Annotations, Token, aws_ec2 as ec2 } from 'aws-cdk-lib';
import { ApiObject, Chart } from 'cdk8s';
import type * as kplus from 'cdk8s-plus-28';
import { Construct, IConstruct } from 'constructs';
import { nameWithIdentity, slug } from './names';
import { MountedContainer, PodMount, mountIntoManifest, mountIntoPods } from './pod';
import { MOUNT_FIELDS, WORKLOAD_MOUNT_FIELDS } from './schema';
import { NAMESPACE_NAME } from '../validation/formats';
import { KINDS } from '../validation/kinds';
import { PathFormat, pathProblem, suggestedPath } from '../validation/paths';
import { Fields } from '../validation/schema';
import { WARNING_PREFIX, validateInput } from '../validation/validate';

/** Options of a mount in a container. */
export interface VolumeMountOptions {
  /**
   * Whether the mount is read-only.
   *
   * @default false
   */
  readonly readOnly?: boolean;

  /**
   * A directory of the volume to mount instead of its root. The kubelet creates it if it does not exist.
   *
   * A path below the root, such as `runs/1`, without a leading slash, `.` and `..`. Any other value fails.
   *
   * @default - the root of the volume
   */
  readonly subPath?: string;
}

/** Options of a mount in the pods of a workload. */
export interface WorkloadMountOptions extends VolumeMountOptions {
  /** The path in the container. */
  readonly path: string;

  /**
   * The name of the one container that gets the mount. A name that no container has is an error.
   *
   * Names of containers without one: `main` (template of a Workflow), `driver` and `executor` (SparkApplication),
   * `kserve-container` (`model` of an InferenceService). A TrainJob can name a container of its training runtime.
   *
   * @default - all containers, init containers included; `node` in a TrainJob
   */
  readonly container?: string;

  /**
   * The group that the kubelet makes the owner of the volume, with `fsGroupChangePolicy: OnRootMismatch`, so that it
   * changes files only once.
   *
   * Kubernetes supports it for block devices (ONTAP with iSCSI or NVMe). It has no effect on shared file systems; use
   * `ownership` there.
   *
   * @default - none
   */
  readonly fsGroup?: number;

  /**
   * The owner of the root of the volume, so that a pod that does not run as root can write. An init container sets it.
   *
   * @default - unchanged: root on a new Lustre file system, whose pods then run as root; a new ONTAP volume is open to
   * everyone
   */
  readonly ownership?: VolumeOwnership;
}

/** The owner of the root of a volume. */
export interface VolumeOwnership {
  /** The user, by number. */
  readonly user: number;

  /**
   * The group, by number.
   *
   * @default - the number of the user
   */
  readonly group?: number;

  /**
   * The image of the init container, with `chown`.
   *
   * @default 'public.ecr.aws/docker/library/busybox:1.37'
   */
  readonly image?: string;
}

/** Kubernetes takes other spellings of a directory too, but neither `..` nor a leading slash. */
const SUB_PATH: PathFormat = { absolute: false, trailingSlash: true };
const PATH = { type: 'string', literal: true, required: true } as const;
const MANIFEST = { type: 'map', items: { type: 'any' }, required: true } as const;
const ROOT_OWNER_WARNING = 'kubernetes/root-owned-volume';
const MOUNT_OPTIONS = { type: 'struct', fields: MOUNT_FIELDS } as const;
const OWNERSHIP_IMAGE = 'public.ecr.aws/docker/library/busybox:1.37';

/** What a pod needs of a volume, whichever service it comes from. */
export interface IKubernetesVolume extends IConstruct, ec2.IConnectable {
  /** The name of the claim, which pods mount the volume by. */
  readonly claimName: string;

  /** The namespace of the claim, which must be that of the pods. */
  readonly claimNamespace: string;

  /** The claim as a construct of cdk8s-plus-28. Fits the `Volume.fromPersistentVolumeClaim` of other cdk8s-plus versions in TypeScript. */
  readonly claim: kplus.IPersistentVolumeClaim;

  /** The volume as an entry of a pod's `volumes`. */
  readonly podVolume: { [key: string]: any };

  /** The Kubernetes objects: storage class, volumes and claims. */
  readonly manifests: Chart;

  /** Where a container sees the volume, as an entry of its `volumeMounts`. */
  volumeMount(path: string, options?: VolumeMountOptions): { [key: string]: any };

  /** Mounts the volume in a container of cdk8s-plus-28, and adds it to the pods that use the container. */
  mountOn(container: kplus.Container, path: string, options?: VolumeMountOptions): void;

  /**
   * Mounts the volume in every pod that a workload object describes: a Job, Deployment, PyTorchJob, TrainJob, RayCluster,
   * JobSet, LeaderWorkerSet, Workflow, SparkApplication, InferenceService, or any other kind that contains pod specs.
   *
   * Call it when the containers are complete. In a TrainJob the container `node` gets the mount by default. A workload in
   * another namespace than the claim, and one without containers, are errors.
   */
  mountInto(workload: ApiObject, options: WorkloadMountOptions): void;

  /**
   * Mounts the volume in every pod that a manifest describes, as `mountInto` does for an `ApiObject`.
   *
   * @returns the manifest with the mount; the argument is not changed
   */
  mountIntoManifest(manifest: { [key: string]: any }, options: WorkloadMountOptions): { [key: string]: any };
}

/** Properties of a claim. */
export interface KubernetesVolumeClaimProps {
  /** The name of the claim in the cluster. */
  readonly name: string;

  /** The namespace of the claim, which must be that of the pods. */
  readonly namespace: string;

  /** The chart that the claim is in. */
  readonly manifests: Chart;

  /** The security groups of the file system. */
  readonly connections: ec2.Connections;

  /**
   * The Availability Zone in which pods are started rather than elsewhere.
   *
   * @default - none
   */
  readonly preferredZone?: string;

  /**
   * Whether pods get a raw device, which is not mounted.
   *
   * @default false
   */
  readonly rawDevice?: boolean;

  /**
   * Whether root owns the root directory of the volume, so that other users can only read.
   *
   * @default false
   */
  readonly ownedByRoot?: boolean;

  /**
   * Whether nodes mount the volume read-only (mount option `ro`).
   *
   * @default false
   */
  readonly mountedReadOnly?: boolean;
}

/** The user of a container that does not run as root, as text; undefined if it runs as root or if the image decides. */
function nonRootUser({ securityContext: { runAsUser, runAsNonRoot } }: MountedContainer): string | undefined {
  if (runAsUser !== undefined) {
    return runAsUser === 0 ? undefined : `user ${runAsUser}`;
  }
  return runAsNonRoot ? 'a user other than root (runAsNonRoot)' : undefined;
}

/** A claim that pods mount. */
export class KubernetesVolumeClaim extends Construct implements IKubernetesVolume, kplus.IPersistentVolumeClaim {
  /** The name of the claim, which pods mount the volume by. */
  public readonly claimName: string;

  /** The namespace of the claim. */
  public readonly claimNamespace: string;

  /** The Kubernetes objects of the storage: storage class, volumes and claims. */
  public readonly manifests: Chart;

  /** The Kubernetes name of the claim. */
  public readonly name: string;

  /** The API version of claims. */
  public readonly apiVersion: string = 'v1';

  /** The kind of claims. */
  public readonly kind: string = 'PersistentVolumeClaim';

  /** The API group of claims, which is the core group. */
  public readonly apiGroup: string = '';

  /** The resource type of claims. */
  public readonly resourceType: string = 'persistentvolumeclaims';

  /** The name of the claim as a resource. */
  public readonly resourceName?: string;

  /** Whether a workload sets the owner of the root directory. */
  private hasOwner = false;

  constructor(scope: Construct, id: string, private readonly props: KubernetesVolumeClaimProps) {
    super(scope, id);
    this.claimName = this.name = this.resourceName = props.name;
    this.claimNamespace = props.namespace;
    this.manifests = props.manifests;
  }

  /** The security groups of the file system. */
  public get connections(): ec2.Connections {
    return this.props.connections;
  }

  /** The claim itself. */
  public get claim(): kplus.IPersistentVolumeClaim {
    return this;
  }

  /** The volume as an entry of a pod's `volumes`. */
  public get podVolume(): { [key: string]: any } {
    return { name: this.volumeName, persistentVolumeClaim: { claimName: this.claimName } };
  }

  /** Where a container sees the volume, as an entry of its `volumeMounts`. */
  public volumeMount(path: string, options: VolumeMountOptions = {}): { [key: string]: any } {
    this.validateInput('volumeMount', { path: PATH, options: MOUNT_OPTIONS }, { path, options });
    const { readOnly, subPath } = options;
    this.checkSubPath(path, subPath);
    return {
      name: this.volumeName,
      mountPath: path,
      ...(readOnly && { readOnly }),
      ...(subPath !== undefined && { subPath }),
    };
  }

  /** Mounts the volume in a container of cdk8s-plus-28, and adds it to the pods that use the container. */
  public mountOn(container: kplus.Container, path: string, options: VolumeMountOptions = {}) {
    this.validateInput('mountOn', { container: { type: 'object', kind: KINDS.container, required: true }, path: PATH, options: MOUNT_OPTIONS }, { container, path, options });
    this.rejectRawDevice();
    this.checkSubPath(path, options.subPath);
    const { user, ensureNonRoot } = container.securityContext;
    const securityContext = { runAsUser: user, runAsNonRoot: ensureNonRoot };
    this.warnOfRootOwner(`container '${container.name}'`, options.readOnly ? [] : [{ name: container.name, securityContext }]);
    container.mount(path, this.plusVolume(), { readOnly: options.readOnly, subPath: options.subPath });
  }

  /** Mounts the volume in every pod that a workload object describes. */
  public mountInto(workload: ApiObject, options: WorkloadMountOptions) {
    this.validateInput('mountInto', { workload: { type: 'object', kind: KINDS.workload, required: true } }, { workload });
    const mount = this.podMount('mountInto', options);
    this.checkNamespace(`${workload.kind} '${workload.name}'`, workload.metadata.namespace);
    this.checkMounted(`${workload.kind} '${workload.name}'`, mount, mountIntoPods(workload, mount));
  }

  /** Mounts the volume in every pod that a manifest describes, and returns the manifest with the mount. */
  public mountIntoManifest(manifest: { [key: string]: any }, options: WorkloadMountOptions): { [key: string]: any } {
    this.validateInput('mountIntoManifest', { manifest: MANIFEST }, { manifest });
    const mount = this.podMount('mountIntoManifest', options);
    const name = `${manifest.kind} '${manifest.metadata?.name}'`;
    this.checkNamespace(name, manifest.metadata?.namespace);
    const { manifest: mounted, containers } = mountIntoManifest(manifest, mount);
    this.checkMounted(name, mount, containers);
    return mounted;
  }

  private podMount(operation: string, options: WorkloadMountOptions): PodMount {
    this.validateInput(operation, WORKLOAD_MOUNT_FIELDS, options);
    this.rejectRawDevice();
    const { path, readOnly, subPath, container, fsGroup, ownership } = options;
    this.checkSubPath(path, subPath);
    if (ownership && this.props.mountedReadOnly) {
      throw new Error(`${this.node.path}: '${this.claimName}' is mounted with 'ro', so the init container of ownership cannot change its owner.\n`
        + '  Fix: leave ownership out; for a volume that pods write to, use a claim without readOnly and ro.');
    }
    const owner = ownership
      && { user: ownership.user, group: ownership.group ?? ownership.user, image: ownership.image ?? OWNERSHIP_IMAGE };
    return {
      volume: this.podVolume as PodMount['volume'], path, readOnly, subPath, container,
      preferredZone: this.props.preferredZone, fsGroup, owner,
    };
  }

  /** A pod can mount only claims of its own namespace. An object without a namespace can get one when it is applied. */
  private checkNamespace(workload: string, namespace?: string) {
    const known = [namespace, this.claimNamespace].every(name => name !== undefined && !Token.isUnresolved(name));
    if (known && namespace !== this.claimNamespace) {
      throw new Error(`${this.node.path}: ${workload} is in the namespace '${namespace}', and '${this.claimName}' is in `
        + `'${this.claimNamespace}'. Pods mount only claims of their own namespace.\n  Fix: use one namespace for both; `
        + 'claim: { namespace } sets that of the claim.');
    }
  }

  private checkMounted(
    workload: string, { container, readOnly, owner }: PodMount, mounted: readonly MountedContainer[],
  ) {
    if (mounted.length === 0) {
      throw new Error(`${this.node.path}: ${workload} has no ${container ? `container '${container}'` : 'containers'
      } to mount '${this.claimName}' in. Add the containers first.`);
    }
    this.hasOwner ||= owner !== undefined;
    this.warnOfRootOwner(workload, readOnly ? [] : mounted);
  }

  private warnOfRootOwner(workload: string, writers: readonly MountedContainer[]) {
    const user = this.props.ownedByRoot && !this.hasOwner ? writers.map(nonRootUser).find(found => found) : undefined;
    if (user) {
      Annotations.of(this).addWarningV2(`${WARNING_PREFIX}${ROOT_OWNER_WARNING}`, `${workload} runs as ${user} and cannot write to `
        + `'${this.claimName}': root owns the root directory of a new file system. Fix: mountInto(…, { ownership: { user } }), a directory of `
        + 'shareTo(…, { user }), or readOnly: true.');
    }
  }

  private validateInput(operation: string, fields: Fields, value: object) {
    validateInput(this, 'KubernetesVolumeClaim', { fields, value }, operation);
  }

  private checkSubPath(path: string, subPath?: string) {
    const problem = subPath && pathProblem(subPath, SUB_PATH);
    if (problem) {
      throw new Error(`${this.node.path}: subPath '${subPath}' of '${path}': ${problem}.\n  Fix: write '${suggestedPath(subPath, SUB_PATH, 'data')}'.`);
    }
  }

  private rejectRawDevice() {
    if (this.props.rawDevice) {
      throw new Error(`${this.node.path}: '${this.claimName}' is a raw device, which containers do not mount. Fix: add podVolume to the volumes of the pod, and `
        + 'volumeDevices: [{ name, devicePath }] to the container; or use VolumeMode.FILESYSTEM.');
    }
  }

  /**
   * The name of a pod volume must be a DNS label. A claim name that is none is shortened and gets a hash, so that names
   * stay distinct.
   */
  private get volumeName(): string {
    return NAMESPACE_NAME.test(this.claimName)
      ? this.claimName
      : nameWithIdentity(slug(this.claimName), this.claimName);
  }

  /** Loaded on first use, because a stack that only provisions storage does not need cdk8s-plus. */
  private plusVolume(): kplus.Volume {
    const { Volume }: typeof kplus = require('cdk8s-plus-28');
    const id = `Volume-${this.node.addr}`;
    return (this.manifests.node.tryFindChild(id) as kplus.Volume | undefined)
      ?? Volume.fromPersistentVolumeClaim(this.manifests, id, this, { name: this.volumeName });
  }
}
