import { CfnOutput, RemovalPolicy, Size, Tags, aws_ec2 as ec2, aws_eks_v2 as eks, aws_s3 as s3 } from 'aws-cdk-lib';
import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { Candidate } from './advisor/candidates';
import { explanation } from './advisor/explanation';
import { OfferId } from './advisor/offers';
import { StorageRecommendation, recommendations } from './advisor/recommendation';
import { MlBackend, MlDatasetAccess, MlLifetime, MlProtocol, MlWorkload, StorageRequirements } from './advisor/requirements';
import { StorageAdvisor } from './advisor/storage-advisor';
import { ClaimedStorage } from './claimed-storage';
import { plain } from './configuration/normalise';
import { FsxLustreStorage } from './fsx-lustre-storage';
import { FsxOntapStorage } from './fsx-ontap-storage';
import { ReclaimPolicy, ZoneAffinity } from './kubernetes/enums';
import { slug } from './kubernetes/names';
import { KubernetesVolumeClaim } from './kubernetes-volume';
import { DataRepository } from './lustre/data-repository';
import { addExportStep } from './lustre/export-step';
import { DataRepositoryEvent, LustreDeploymentType } from './lustre/limits';
import { ILustreCsiDriver } from './lustre/lustre-csi-driver';
import { addPrefetchStep } from './lustre/prefetch-step';
import { LustreProvisioning } from './lustre/provisioning';
import { MlPrefetch, MlPrefetchOptions, MlTransferOptions, transferOf } from './ml-lustre-jobs';
import { OntapBackend } from './ontap/backend';
import { OntapFileSystem } from './ontap/file-system';
import { OntapDeploymentType, OntapSanType } from './ontap/limits';
import { ITridentDriver } from './ontap/trident-driver';

/** Where data comes from. */
export interface MlDataset {
  /** The bucket. */
  readonly bucket: s3.IBucket;

  /**
   * What the keys of the data begin with.
   *
   * @default - the whole bucket
   */
  readonly prefix?: string;

  /**
   * Whether what pods write goes back to the bucket.
   *
   * @default false
   */
  readonly writeBack?: boolean;
}

/** What MlTrainingVolume is made of: what is known of the data, and asked of the volume. */
export interface MlTrainingVolumeProps {
  /** The cluster whose pods mount the volume: as for FsxLustreStorage and FsxOntapStorage. */
  readonly cluster: eks.ICluster;

  /** What the data is for. */
  readonly workload: MlWorkload;

  /** How much data there is. The file system may be larger: FSx sells in steps. Known at synthesis: else an error. */
  readonly size: Size;

  /**
   * The data set in S3 that the volume shows.
   *
   * @default - none: the volume begins empty
   */
  readonly dataset?: MlDataset;

  /**
   * How fast it is read or written by all pods together, in MB/s.
   *
   * @default - as fast as the smallest file system that holds the data
   */
  readonly throughput?: number;

  /**
   * Whether pods can go on when an Availability Zone fails.
   *
   * @default false
   */
  readonly multiAz?: boolean;

  /**
   * Whether snapshots are taken.
   *
   * @default false
   */
  readonly snapshots?: boolean;

  /**
   * Whether copies are made at once, without taking space.
   *
   * @default false
   */
  readonly clones?: boolean;

  /**
   * How the volume is reached.
   *
   * @default - [MlProtocol.FILES]
   */
  readonly protocols?: MlProtocol[];

  /**
   * How long the volume is wanted.
   *
   * @default - JOB for MlWorkload.SCRATCH, else LASTING
   */
  readonly lifetime?: MlLifetime;

  /**
   * How many pods use the volume at the same time.
   *
   * @default - not known
   */
  readonly readers?: number;

  /**
   * The service, where it is decided already.
   *
   * @default - the library chooses
   */
  readonly backend?: MlBackend;

  /**
   * An ONTAP storage that is there already: the volume becomes a claim of it.
   *
   * @default - a file system of its own
   */
  readonly storage?: FsxOntapStorage;

  /**
   * The name of the claim, as it begins.
   *
   * @default - the id of the construct
   */
  readonly name?: string;

  /**
   * Whether the claim has exactly the name given, without the hash of what cannot change.
   *
   * @default false
   */
  readonly fixedName?: boolean;

  /**
   * The namespace of the claim, which is that of the pods.
   *
   * @default 'default'
   */
  readonly namespace?: string;

  /**
   * Whether the namespace is made.
   *
   * @default false
   */
  readonly createNamespace?: boolean;

  /**
   * Labels of the claim.
   *
   * @default - none
   */
  readonly labels?: { [key: string]: string };

  /**
   * The subnets of the file system: the first for one Availability Zone, the first two for two.
   *
   * Needed for a cluster in an imported VPC.
   *
   * @default - the first private subnets of the cluster's VPC
   */
  readonly subnets?: ec2.ISubnet[];

  /**
   * Whether pods are held in the Availability Zone of a Lustre file system.
   *
   * @default ZoneAffinity.REQUIRED
   */
  readonly zoneAffinity?: ZoneAffinity;

  /**
   * What happens to the file system and the claim when they leave the stack.
   *
   * @default - they stay, but for scratch storage
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * The Lustre driver of the cluster, should Lustre be chosen.
   *
   * @default - the one driver of a cluster of this app
   */
  readonly lustreDriver?: ILustreCsiDriver;

  /**
   * The Trident of the cluster, should ONTAP be chosen.
   *
   * @default - the one Trident of a cluster of this app
   */
  readonly tridentDriver?: ITridentDriver;

  /**
   * Whether the reason of the choice is an output of the stack.
   *
   * @default false
   */
  readonly outputReason?: boolean;

  /**
   * Rules of the storage that are broken on purpose, by id, each with the reason.
   *
   * @default - none
   */
  readonly acknowledge?: { [id: string]: string };
}

/** What the reason is called in the metadata of the construct. */
const REASON_METADATA = 'cdk-eks-fsx:reason';
const NOT_IN_TAGS = /[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu;
const WRITE_BACK = [DataRepositoryEvent.NEW, DataRepositoryEvent.CHANGED, DataRepositoryEvent.DELETED];

/** What is built, and the claim that it has. */
interface Built {
  readonly lustre?: FsxLustreStorage;
  readonly ontap?: FsxOntapStorage;
  readonly claim: KubernetesVolumeClaim;
}

/**
 * A volume for machine learning: it is told what the data is for, chooses between Lustre and ONTAP, builds what it chose, and says why.
 *
 * @example
 * declare const cluster: eks.ICluster;
 * declare const bucket: s3.IBucket;
 * new MlTrainingVolume(this, 'Imagenet', {
 *   cluster,
 *   workload: MlWorkload.TRAINING_DATA,
 *   size: Size.tebibytes(4),
 *   dataset: { bucket, prefix: 'imagenet/' },
 *   throughput: 1000,
 *   namespace: 'ml',
 * });
 */
export class MlTrainingVolume extends ClaimedStorage {
  /** The Kubernetes objects of the storage. */
  public readonly manifests: Chart;

  /** The security group of the file system. */
  public readonly connections: ec2.Connections;

  /** What was chosen, and why. */
  public readonly recommendation: StorageRecommendation;

  /** The choice in words, for a person who does not know FSx. */
  public readonly explanation: string;

  /** The Lustre storage, if that was chosen. */
  public readonly lustre?: FsxLustreStorage;

  /** The ONTAP storage, if that was chosen: for snapshots and clones. */
  public readonly ontap?: FsxOntapStorage;

  /** @internal */
  protected readonly _claimed: KubernetesVolumeClaim;

  private readonly cluster: eks.ICluster;
  private readonly dataset?: MlDataset;

  constructor(scope: Construct, id: string, props: MlTrainingVolumeProps) {
    super(scope, id);
    const requirements = this.requirementsOf(props);
    const choice = StorageAdvisor._choose(`MlTrainingVolume '${this.node.path}'`, requirements);
    const [candidate] = choice.candidates;
    this.recommendation = recommendations(choice)[0];
    this.explanation = explanation(choice);

    const built = props.storage ? this.claimOn(props.storage, props) : BUILDERS[candidate.id](this, props, candidate);
    this.lustre = built.lustre;
    this.ontap = built.ontap;
    this._claimed = built.claim;
    this.cluster = props.cluster;
    this.dataset = props.dataset;
    this.manifests = built.claim.manifests;
    this.connections = built.claim.connections;
    this.tell(props);
  }

  /**
   * A Job that loads the files from S3 before anybody waits for them. The deployment does not wait for it; `prefetchInto()` lets pods wait.
   *
   * For a volume on Lustre with a dataset: else an error.
   */
  public prefetch(id: string, options: MlPrefetchOptions = {}): MlPrefetch {
    return new MlPrefetch(this, id, { ...options, cluster: this.cluster, claim: this.linked('prefetch'), after: [this.lustre!] });
  }

  /** Lets the pods of a workload load what is missing, and wait until all files are there, before their own containers start. */
  public prefetchInto(workload: ApiObject, options: MlTransferOptions = {}) {
    if (addPrefetchStep(workload, transferOf(this, this.linked('prefetch'), options)) === 0) {
      throw new Error(`${this.node.path}: ${workload.kind} '${workload.name}' describes no pods that could wait. Fix: add its containers first.`);
    }
  }

  /**
   * Lets a Job write a directory back to S3 when its work has succeeded: what `writeBack` does by itself, for volumes that do not.
   *
   * The container of the Job becomes an init container, and the one that exports takes its place: the pod keeps its GPUs while it exports.
   */
  public exportOnCompletion(job: ApiObject, options: MlTransferOptions = {}) {
    const claim = this.linked('export');
    if (this.dataset?.writeBack) {
      throw new Error(`${this.node.path}: with writeBack, FSx exports by itself. Fix: leave exportOnCompletion() out, or writeBack.`);
    }
    addExportStep(job, transferOf(this, claim, options));
  }

  private linked(what: string): KubernetesVolumeClaim {
    if (!this.lustre || !this.dataset) {
      throw new Error(`MlTrainingVolume '${this.node.path}': there is nothing to ${what}: ${this.lustre ? 'it has no dataset' : 'it is on ONTAP, which has no link to S3'}.\n`
        + '  Fix: leave it out, or give the volume a dataset.');
    }
    return this._claimed;
  }

  private requirementsOf(props: MlTrainingVolumeProps): StorageRequirements {
    const { workload, size, throughput, dataset, storage, multiAz, snapshots, clones, protocols, lifetime, readers } = props;
    if (size.isUnresolved()) {
      throw new Error(`MlTrainingVolume '${this.node.path}': size must be known at synthesis: what is chosen depends on it.`);
    }
    const zones = storage && (`${storage.configuration.deploymentType}`.startsWith('SINGLE') ? 1 : 2);
    if (storage && multiAz && zones === 1) {
      throw new Error(`MlTrainingVolume '${this.node.path}': multiAz was asked for, and the storage is in one Availability Zone.\n`
        + '  Fix: use a storage of a MULTI_AZ type, or leave storage out.');
    }
    return {
      workload, sizeGiB: plain(size, 'GiB') as number, throughputMBps: throughput, multiAz, snapshots, clones, protocols, lifetime, readers,
      dataset: dataset && (dataset.writeBack ? MlDatasetAccess.WRITE_BACK : MlDatasetAccess.READ_ONLY),
      backend: storage ? MlBackend.ONTAP : props.backend,
    };
  }

  private claimOn(storage: FsxOntapStorage, props: MlTrainingVolumeProps): Built {
    return { ontap: storage, claim: storage.addClaim(this.node.addr, { ...claimOf(this, props), size: props.size }) };
  }

  /** Where people look for reasons: in the metadata, in tags, and in the outputs if asked. */
  private tell({ workload, outputReason }: MlTrainingVolumeProps) {
    const { reason, deploymentType } = this.recommendation;
    this.node.addMetadata(REASON_METADATA, this.explanation);
    Tags.of(this).add('cdk-eks-fsx/workload', workload);
    Tags.of(this).add('cdk-eks-fsx/reason', reason.replace(NOT_IN_TAGS, '').slice(0, 256));
    if (outputReason) {
      new CfnOutput(this, 'Reason', { value: `${deploymentType}: ${reason}`, description: `Why ${this.node.path} is what it is` });
    }
  }
}

/** How each kind is built; the compiler asks for a new one. */
const BUILDERS: Record<OfferId, (volume: MlTrainingVolume, props: MlTrainingVolumeProps, candidate: Candidate) => Built> = {
  'lustre-scratch': scratch,
  'lustre-persistent': persistent,
  'ontap-single-az': ontap,
  'ontap-multi-az': ontap,
};

/** A file system for each claim, which goes with it; one of the stack where files go back to S3 by themselves, which only that can. */
function scratch(volume: MlTrainingVolume, props: MlTrainingVolumeProps, candidate: Candidate): Built {
  const { dataset, subnets, zoneAffinity, removalPolicy } = props;
  const shared = { deploymentType: LustreDeploymentType.SCRATCH_2, subnet: subnets?.[0] };
  if (dataset?.writeBack) {
    return lustre(volume, props, LustreProvisioning.managed({
      ...shared, capacity: Size.gibibytes(candidate.capacityGiB), dataRepositories: [repositoryOf(dataset)], zoneAffinity, removalPolicy,
    }));
  }
  return lustre(volume, props, LustreProvisioning.dynamic({
    ...shared, reclaimPolicy: ReclaimPolicy.DELETE, storageClassName: `fsx-lustre-${slug(volume.node.id)}`,
    s3ImportPath: dataset?.bucket.s3UrlForObject(dataset.prefix?.replace(/\/$/, '')),
  }), Size.gibibytes(candidate.capacityGiB));
}

function persistent(volume: MlTrainingVolume, props: MlTrainingVolumeProps, candidate: Candidate): Built {
  const { dataset, subnets, zoneAffinity, removalPolicy } = props;
  return lustre(volume, props, LustreProvisioning.managed({
    deploymentType: LustreDeploymentType.PERSISTENT_2,
    capacity: Size.gibibytes(candidate.capacityGiB),
    perUnitStorageThroughput: candidate.perUnitStorageThroughput,
    dataRepositories: dataset && [repositoryOf(dataset)],
    subnet: subnets?.[0], zoneAffinity, removalPolicy,
  }));
}

function lustre(volume: MlTrainingVolume, props: MlTrainingVolumeProps, provisioning: LustreProvisioning, size?: Size): Built {
  const storage = new FsxLustreStorage(volume, 'Lustre', {
    cluster: props.cluster, driver: props.lustreDriver, acknowledge: props.acknowledge, provisioning, claim: { ...claimOf(volume, props), size },
  });
  return { lustre: storage, claim: storage._claim };
}

function ontap(volume: MlTrainingVolume, props: MlTrainingVolumeProps, candidate: Candidate): Built {
  const { protocols = [], subnets, removalPolicy } = props;
  const storage = new FsxOntapStorage(volume, 'Ontap', {
    cluster: props.cluster, driver: props.tridentDriver, acknowledge: props.acknowledge,
    fileSystem: OntapFileSystem.create({
      deploymentType: candidate.deploymentType as OntapDeploymentType,
      capacity: Size.gibibytes(candidate.capacityGiB),
      haPairs: candidate.haPairs,
      throughputCapacityPerHaPair: candidate.throughputCapacityPerHaPair!,
      subnets: subnets?.slice(0, candidate.offer.zones),
      removalPolicy,
    }),
    backends: backendsOf(protocols),
    storageClassName: `fsx-ontap-${slug(volume.node.id)}`,
    claim: { ...claimOf(volume, props), size: props.size },
  });
  return { ontap: storage, claim: storage._claim };
}

/** One backend for each way of reaching the volume; the claim is made on the first. */
function backendsOf(protocols: readonly MlProtocol[]): OntapBackend[] {
  const wanted = protocols.length === 0 ? [MlProtocol.FILES] : protocols;
  const kinds = wanted.map(protocol => protocol === MlProtocol.ISCSI || protocol === MlProtocol.NVME ? protocol : MlProtocol.NFS);
  return [...new Set(kinds)].map(kind => kind === MlProtocol.NFS
    ? OntapBackend.nas()
    : OntapBackend.san({ name: kind.toLowerCase(), sanType: kind === MlProtocol.NVME ? OntapSanType.NVME : OntapSanType.ISCSI }));
}

function repositoryOf({ bucket, prefix, writeBack }: MlDataset): DataRepository {
  return DataRepository.fromBucket(bucket, { prefix, autoExportPolicy: writeBack ? WRITE_BACK : undefined });
}

function claimOf(volume: MlTrainingVolume, { name, fixedName, namespace, createNamespace, labels }: MlTrainingVolumeProps) {
  return { name: name ?? slug(volume.node.id), fixedName, namespace, createNamespace, labels };
}
