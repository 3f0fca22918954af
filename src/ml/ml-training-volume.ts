import { Annotations, CfnOutput, Tags, aws_ec2 as ec2, aws_eks_v2 as eks } from 'aws-cdk-lib';
import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { BUILDERS } from './builders';
import { Choice } from './choose';
import { Built, claimOf, snapshotsOf } from './claim';
import { explanation } from './explanation';
import { MlMonitoringOptions, onLustre, onOntap } from './monitoring';
import { MlPrefetch, MlPrefetchOptions, MlTransferOptions, transferOf } from './prefetch';
import { MlDataset, MlTrainingVolumeProps } from './props';
import { StorageRecommendation, recommendations } from './recommendation';
import { MlBackend, MlDatasetAccess, MlVolumeNeeds, StorageRequirements } from './requirements';
import { backendOf, reused, unmetBy } from './reused-storage';
import { ML_MONITORING_FIELDS, ML_VOLUME_FIELDS, NEEDS_FIELDS, PREFETCH_INTO_INPUT, PREFETCH_OPTIONS_FIELDS, TRANSFER_INPUT } from './schema';
import { StorageAdvisor } from './storage-advisor';
import { ManifestDelivery } from '../delivery/manifest-delivery';
import { IKubernetesVolume } from '../kubernetes/kubernetes-volume';
import { hashOf } from '../kubernetes/names';
import { FsxLustreStorage } from '../lustre/fsx-lustre-storage';
import { addExportStep } from '../lustre/jobs/export-step';
import { StorageMonitoring } from '../monitoring/storage-monitoring';
import { FsxOntapStorage } from '../ontap/fsx-ontap-storage';
import { IOntapVolumeClaim, OntapVolumeClaim } from '../ontap/ontap-volume';
import { CreatedStorage } from '../storage/created-storage';
import { ExportValuesOptions, exportValues } from '../storage/exported-values';
import { MonitoredStorage } from '../storage/monitored-storage';
import { EXPORT_VALUES_FIELDS } from '../storage/schema';
import { addManifest, addWorkload } from '../storage/workload';
import { unwrap } from '../validation/normalize';
import { validateId, validateInput } from '../validation/validate';

/** What the reason is called in the metadata of the construct. */
const REASON_METADATA = 'cdk-eks-fsx:reason';
const QUESTION_WARNING = 'cdk-eks-fsx:ml/implausible-value';
const NOT_IN_TAGS = /[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu;

/**
 * A volume for machine learning. It chooses Lustre or ONTAP for the workload that you describe, creates the storage, and
 * explains the choice.
 *
 * A change of the requirements can lead to another kind of file system: a new, empty volume, while the old one is
 * retained. Set `backend` to fix the service.
 *
 * @example
 * declare const cluster: eks.ICluster;
 * declare const bucket: s3.IBucket;
 * new MlTrainingVolume(this, 'Imagenet', {
 *   cluster,
 *   workload: MlWorkload.TRAINING_DATA,
 *   size: Size.tebibytes(4),
 *   dataset: { bucket, prefix: 'imagenet/' },
 *   throughputMBps: 1000,
 *   claim: { namespace: 'ml' },
 * });
 */
export class MlTrainingVolume extends MonitoredStorage {
  /** The Kubernetes objects of the storage. */
  public readonly manifests: Chart;

  /** The security group of the file system. */
  public readonly connections: ec2.Connections;

  /** The chosen configuration and the reason. */
  public readonly recommendation: StorageRecommendation;

  /** The choice in plain words, for readers who do not know FSx. */
  public readonly explanation: string;

  /** The Lustre storage. Defined if the choice is Lustre. */
  public readonly lustre?: FsxLustreStorage;

  /** The ONTAP storage, for snapshots and clones. Defined if the choice is ONTAP. */
  public readonly ontap?: FsxOntapStorage;

  /** The claim on ONTAP, for snapshots and clones of it. Defined if the choice is ONTAP. */
  public readonly ontapClaim?: IOntapVolumeClaim;

  /** @internal */
  protected readonly _claimed: IKubernetesVolume;

  private readonly cluster: eks.ICluster;
  private readonly dataset?: MlDataset;
  private readonly delivery?: ManifestDelivery;
  /** The prefetch Jobs, by a hash of their options. */
  private readonly prefetches = new Map<string, MlPrefetch>();

  constructor(scope: Construct, id: string, props: MlTrainingVolumeProps) {
    super(scope, id);
    validateInput(this, 'MlTrainingVolume', { fields: ML_VOLUME_FIELDS, value: props });
    const requirements = this.requirementsOf(props);
    const recommended = StorageAdvisor._choose(`MlTrainingVolume '${this.node.path}'`, requirements);
    const choice = props.storage ? reused(recommended, props.storage) : recommended;
    const [candidate] = choice.candidates;
    this.recommendation = recommendations(choice)[0];
    this.explanation = explanation(choice, { withPrices: false });

    const built = props.storage ? this.claimOn(props.storage, props) : BUILDERS[candidate.id](this, props, candidate);
    this.lustre = built.lustre;
    this.ontap = built.ontap;
    this._claimed = built.claim;
    this.ontapClaim = built.claim instanceof OntapVolumeClaim ? built.claim : undefined;
    this.cluster = props.cluster;
    this.dataset = props.dataset;
    this.delivery = props.delivery;
    this.manifests = built.claim.manifests;
    this.connections = built.claim.connections;
    this.publishReason(props);
    this.annotate(choice);
  }

  /**
   * Adds a Job that loads the files from S3 in advance. The deployment does not wait for it; `prefetchInto()` and
   * `MlPrefetch.delay()` let pods wait.
   *
   * Only for a volume on Lustre with a dataset; otherwise an error.
   */
  public prefetch(id: string, options: MlPrefetchOptions = {}): MlPrefetch {
    validateId(this, 'MlTrainingVolume', 'prefetch', id);
    validateInput(this, 'MlTrainingVolume', { fields: PREFETCH_OPTIONS_FIELDS, value: options }, `prefetch '${id}'`);
    return this.addPrefetch(id, options);
  }

  /**
   * Keeps the pods of a workload unscheduled until one Job has loaded the files, so that they reserve no GPU meanwhile.
   *
   * Workloads with the same options share a Job, and with `prefetch()` of the same options, too. The workload must be in
   * the namespace of the claim.
   */
  public prefetchInto(workload: ApiObject, options: MlPrefetchOptions = {}): void {
    validateInput(this, 'MlTrainingVolume', { fields: PREFETCH_INTO_INPUT, value: { workload, options } }, 'prefetchInto');
    const prefetch = this.prefetches.get(hashOf(options)) ?? this.addPrefetch(`Prefetch-${hashOf(options)}`, options);
    prefetch.delay(workload);
  }

  private addPrefetch(id: string, options: MlPrefetchOptions): MlPrefetch {
    const { cluster, delivery } = this;
    const prefetch = new MlPrefetch(this, id, { ...options, cluster, delivery, claim: this.hasRepository('prefetch'), after: [this.lustre!] });
    this.prefetches.set(hashOf(options), prefetch);
    return prefetch;
  }

  /**
   * Makes a Job export a directory to S3 after its containers have succeeded. For volumes without `writeBack`, which
   * exports automatically.
   *
   * The container of the Job becomes an init container, followed by the container that exports. The pod keeps its GPUs
   * while it exports.
   */
  public exportOnCompletion(job: ApiObject, options: MlTransferOptions = {}) {
    validateInput(this, 'MlTrainingVolume', { fields: TRANSFER_INPUT, value: { workload: job, options } }, 'exportOnCompletion');
    const claim = this.hasRepository('export');
    if (this.dataset?.writeBack) {
      throw new Error(`${this.node.path}: with writeBack, FSx exports files automatically. Fix: remove exportOnCompletion() or writeBack.`);
    }
    addExportStep(job, transferOf(this, claim, options));
  }

  /**
   * Deploys Kubernetes objects in the stack of this volume, after the claims that their pods mount. When the stack is
   * deleted, they are deleted before the claims.
   *
   * See `FsxLustreStorage.addWorkload()`.
   *
   * @param id Id of the workload, unique in this volume.
   * @param workload A cdk8s Chart, an ApiObject, or an object of cdk8s-plus.
   * @returns the construct that other constructs can depend on
   */
  public addWorkload(id: string, workload: Construct): Construct {
    validateId(this, 'MlTrainingVolume', 'addWorkload', id);
    return addWorkload(id, workload, this.storage._workloadProps(this, 'MlTrainingVolume'));
  }

  /**
   * Deploys plain Kubernetes objects in the stack of this volume, after the claims that their pods mount.
   *
   * See `FsxLustreStorage.addManifest()`.
   *
   * @param id Id of the workload, unique in this volume.
   * @param manifest The objects.
   * @returns the construct that other constructs can depend on
   */
  public addManifest(id: string, ...manifest: { [key: string]: any }[]): Construct {
    validateId(this, 'MlTrainingVolume', 'addManifest', id);
    return addManifest(id, manifest, this.storage._workloadProps(this, 'MlTrainingVolume'));
  }

  /**
   * Exports the values that Helm, Argo CD and Terraform need to outputs of the stack, to SSM parameters, or to both, under
   * names that do not change.
   *
   * See `FsxLustreStorage.exportValues()`.
   */
  public exportValues(options: ExportValuesOptions): void {
    validateInput(this, 'MlTrainingVolume', { fields: EXPORT_VALUES_FIELDS, value: options }, 'exportValues');
    exportValues(options, this.storage._exportValuesProps(this, 'MlTrainingVolume', this._claimed));
  }

  /**
   * Adds alarms and a dashboard for the storage of the volume. Several volumes can share a storage, which is monitored
   * once.
   *
   * Scratch storage, whose file systems the driver creates, requires `containerInsights`; otherwise it fails with
   * `lustre/monitor-dynamic`.
   */
  public monitor(options: MlMonitoringOptions = {}): StorageMonitoring {
    validateInput(this, 'MlTrainingVolume', { fields: ML_MONITORING_FIELDS, value: options }, 'monitor');
    return this.lustre ? this.lustre.monitor(onLustre(options)) : this.ontap!.monitor(onOntap(options));
  }

  /** The result of `monitor()`, if it was called. */
  public get monitoring(): StorageMonitoring | undefined {
    return this.storage.monitoring;
  }

  /** @internal */
  public get _fileSystemId(): string {
    return this.storage._fileSystemId;
  }

  /** @internal */
  public get _backedUp(): any[] {
    return this.storage._backedUp;
  }

  private get storage(): CreatedStorage {
    return (this.lustre ?? this.ontap)!;
  }

  private hasRepository(what: string): IKubernetesVolume {
    if (!this.lustre || !this.dataset) {
      throw new Error(`MlTrainingVolume '${this.node.path}': there is nothing to ${what}: ${this.lustre ? 'it has no dataset' : 'it is on ONTAP, which has no link to S3'}.\n`
        + '  Fix: remove the call, or give the volume a dataset.');
    }
    return this._claimed;
  }

  private requirementsOf(props: MlTrainingVolumeProps): StorageRequirements {
    const { size, dataset, storage } = props;
    const needs = Object.fromEntries(
      Object.keys(NEEDS_FIELDS).map(name => [name, props[name as keyof typeof NEEDS_FIELDS]]),
    );
    const unmet = storage ? unmetBy(storage, props) : [];
    if (unmet.length > 0) {
      throw new Error(`MlTrainingVolume '${this.node.path}': ${unmet.join('; ')}.\n`
        + '  Fix: use a storage that does, reduce the requirements, or remove storage.');
    }
    return {
      ...needs as unknown as MlVolumeNeeds,
      sizeGiB: unwrap(size, 'GiB') as number,
      dataset: dataset && (dataset.writeBack ? MlDatasetAccess.WRITE_BACK : MlDatasetAccess.READ_ONLY),
      backend: storage ? MlBackend.ONTAP : props.backend,
    };
  }

  private claimOn(storage: FsxOntapStorage, props: MlTrainingVolumeProps): Built {
    const claim = storage.addClaim(this.node.addr, {
      ...claimOf(this, props), ...snapshotsOf(props), size: props.size, backend: backendOf(storage, props),
    });
    return { ontap: storage, claim };
  }

  /** Questions are warnings; services other than FSx are information. Neither contains a price. */
  private annotate({ demand, alternatives }: Choice) {
    for (const question of demand.questions) {
      Annotations.of(this).addWarningV2(QUESTION_WARNING, `${capital(question)}.`);
    }
    for (const { name, because, link } of alternatives) {
      Annotations.of(this).addInfo(`Consider ${name}: ${because} (${link}).`);
    }
  }

  /** Makes the reason visible in the metadata, in tags, and on request in an output. */
  private publishReason({ workload, outputReason }: MlTrainingVolumeProps) {
    const { reason, deploymentType } = this.recommendation;
    this.node.addMetadata(REASON_METADATA, this.explanation);
    Tags.of(this).add('cdk-eks-fsx/workload', workload);
    Tags.of(this).add('cdk-eks-fsx/reason', reason.replace(NOT_IN_TAGS, '').slice(0, 256));
    if (outputReason) {
      new CfnOutput(this, 'Reason', { value: `${deploymentType}: ${reason}`, description: `Why ${this.node.path} is what it is` });
    }
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
