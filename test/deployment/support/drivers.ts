import { ObjectStore, StoredObject, gibibytes } from './kubernetes';
import { Network } from './network';
import { Caller, FsxServer, Rejected, mountNameOf } from '../../conformance/support/fsx-server';

/** What a driver finds in its cluster. */
export interface DriverSurroundings {
  readonly fsx: FsxServer;
  readonly network: Network;
  readonly objects: ObjectStore;
  /** The groups of the nodes, which mount and where controllers run. */
  readonly nodeGroups: readonly string[];
  /** Whether software of this name runs in the cluster. */
  runs(software: string): boolean;
  /** The identity of a service account at this moment. */
  caller(namespace: string, serviceAccount: string): Caller;
  /** Throws unless the service account may do this now. */
  ask(namespace: string, serviceAccount: string, action: string, resource: string): void;
  secretExists(arn: string): boolean;
  denied(who: string, action: string, message: string): void;
}

/** What a driver does when it finds work. */
abstract class Driver {
  protected abstract readonly provisioner: string;
  protected abstract readonly software: string;

  constructor(protected readonly around: DriverSurroundings) {}

  /** Claims without a volume get one, larger claims a larger one. */
  public provision(): void {
    const { objects } = this.around;
    if (!this.around.runs(this.software)) {
      return;
    }
    for (const claim of objects.list('PersistentVolumeClaim')) {
      const storageClass = objects.get('StorageClass', claim.object.spec.storageClassName);
      if (storageClass?.object.provisioner === this.provisioner) {
        const volume = objects.volumeOf(claim);
        if (!volume) {
          this.attempt(`volume for claim ${claim.object.metadata.name}`, () => this.create(claim, storageClass));
        } else if (
          gibibytes(claim.object.spec.resources.requests.storage) > gibibytes(volume.object.spec.capacity.storage)
        ) {
          this.attempt(`growth of claim ${claim.object.metadata.name}`, () => this.grow(claim, volume));
        }
      }
    }
  }

  /** Volumes whose claim is gone go too, where their reclaim policy says so; the driver tries again until it succeeds. */
  public reclaim(): void {
    const { objects } = this.around;
    if (!this.around.runs(this.software)) {
      return;
    }
    for (const volume of this.volumes()) {
      if (!objects.claimOf(volume) && volume.object.spec.persistentVolumeReclaimPolicy === 'Delete') {
        this.attempt(`deletion of ${volume.object.spec.csi.volumeHandle}`, () => {
          this.remove(volume);
          objects.forget('PersistentVolume', volume.object.metadata.name);
        });
      }
    }
  }

  /** The PersistentVolumes that this driver made. */
  public volumes(): StoredObject[] {
    return this.around.objects.list('PersistentVolume')
      .filter(({ object }) => object.spec.csi?.driver === this.provisioner && object.spec.claimRef.uid !== undefined);
  }

  protected abstract create(claim: StoredObject, storageClass: StoredObject): void;
  protected abstract grow(claim: StoredObject, volume: StoredObject): void;
  protected abstract remove(volume: StoredObject): void;

  protected bind(
    claim: StoredObject, { object: storageClass }: StoredObject, volumeHandle: string, gib: number,
    more: { readonly [key: string]: string },
  ): void {
    const { name, namespace = 'default' } = claim.object.metadata;
    this.around.objects.put({
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: nameOfVolume(claim) },
      spec: {
        capacity: { storage: `${gib}Gi` },
        storageClassName: storageClass.metadata.name,
        persistentVolumeReclaimPolicy: storageClass.reclaimPolicy,
        claimRef: { name, namespace, uid: claim.uid },
        csi: { driver: this.provisioner, volumeHandle, volumeAttributes: more },
      },
    });
  }

  /** What AWS refuses is an event of the claim, and the driver tries again. A missing permission is noted. */
  private attempt(what: string, act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!(error instanceof Rejected)) {
        throw error;
      }
      if (error.type === 'AccessDeniedException') {
        this.around.denied(this.software, what, error.message);
      }
    }
  }
}

/** The name by which an external-provisioner knows a volume, which is also the token of its creation. */
function nameOfVolume(claim: StoredObject): string {
  return `pvc-${claim.object.metadata.namespace ?? 'default'}-${claim.object.metadata.name}-${claim.uid}`.slice(0, 63);
}

const NUMBER = (text: string) => Number(text);
const BOOLEAN = (text: string) => text === 'true';
const TEXT = (text: string) => text;

/** How aws-fsx-csi-driver hands the parameters of a class on (pkg/driver/controller.go, CreateVolume). */
const LUSTRE_PARAMETERS: { readonly [key: string]: readonly [string, (text: string) => unknown] } = {
  deploymentType: ['LustreConfiguration.DeploymentType', TEXT],
  storageType: ['StorageType', TEXT],
  perUnitStorageThroughput: ['LustreConfiguration.PerUnitStorageThroughput', NUMBER],
  driveCacheType: ['LustreConfiguration.DriveCacheType', TEXT],
  kmsKeyId: ['KmsKeyId', TEXT],
  automaticBackupRetentionDays: ['LustreConfiguration.AutomaticBackupRetentionDays', NUMBER],
  dailyAutomaticBackupStartTime: ['LustreConfiguration.DailyAutomaticBackupStartTime', TEXT],
  copyTagsToBackups: ['LustreConfiguration.CopyTagsToBackups', BOOLEAN],
  dataCompressionType: ['LustreConfiguration.DataCompressionType', TEXT],
  weeklyMaintenanceStartTime: ['LustreConfiguration.WeeklyMaintenanceStartTime', TEXT],
  fileSystemTypeVersion: ['FileSystemTypeVersion', TEXT],
  autoImportPolicy: ['LustreConfiguration.AutoImportPolicy', TEXT],
  s3ImportPath: ['LustreConfiguration.ImportPath', TEXT],
  s3ExportPath: ['LustreConfiguration.ExportPath', TEXT],
  efaEnabled: ['LustreConfiguration.EfaEnabled', BOOLEAN],
  metadataConfigurationMode: ['LustreConfiguration.MetadataConfiguration.Mode', TEXT],
  metadataIops: ['LustreConfiguration.MetadataConfiguration.Iops', NUMBER],
};

/** aws-fsx-csi-driver: a file system for each claim. */
export class LustreDriver extends Driver {
  protected readonly provisioner = 'fsx.csi.aws.com';
  protected readonly software = 'aws-fsx-csi-driver';

  protected create(claim: StoredObject, storageClass: StoredObject): void {
    const parameters: { readonly [key: string]: string } = storageClass.object.parameters;
    const gib = roundedUp(gibibytes(claim.object.spec.resources.requests.storage), parameters);
    const name = nameOfVolume(claim);
    const request: any = {
      ClientRequestToken: name,
      FileSystemType: 'LUSTRE',
      StorageCapacity: gib,
      SubnetIds: [parameters.subnetId],
      SecurityGroupIds: (parameters.securityGroupIds ?? '').split(','),
      Tags: [
        { Key: 'CSIVolumeName', Value: name },
        ...(parameters.extraTags ?? '').split(',').filter(text => text !== '').map(text => text.split('=')).map(([Key, Value]) => ({ Key, Value })),
      ],
      LustreConfiguration: {},
    };
    for (const [key, text] of Object.entries(parameters).filter(([one]) => LUSTRE_PARAMETERS[one])) {
      const [path, parse] = LUSTRE_PARAMETERS[key];
      const parts = path.split('.');
      const last = parts.pop()!;
      parts.reduce((value, part) => value[part] ??= {}, request)[last] = parse(text);
    }
    const id = this.call('CreateFileSystem', request).FileSystem.FileSystemId;
    this.bind(claim, storageClass, id, gib, { dnsname: `${id}.fsx`, mountname: mountNameOf(id, parameters.deploymentType) });
  }

  protected grow(claim: StoredObject, volume: StoredObject): void {
    const parameters = this.around.objects.get('StorageClass', claim.object.spec.storageClassName)!.object.parameters;
    const gib = roundedUp(gibibytes(claim.object.spec.resources.requests.storage), parameters);
    this.call('UpdateFileSystem', { FileSystemId: volume.object.spec.csi.volumeHandle, StorageCapacity: gib });
    volume.object = { ...volume.object, spec: { ...volume.object.spec, capacity: { storage: `${gib}Gi` } } };
  }

  protected remove(volume: StoredObject): void {
    try {
      this.call('DeleteFileSystem', { FileSystemId: volume.object.spec.csi.volumeHandle });
    } catch (error) {
      if (!(error instanceof Rejected && error.type === 'FileSystemNotFound')) { // gone already: the driver is content
        throw error;
      }
    }
  }

  private call(operation: string, request: any): any {
    return this.around.fsx.call(operation, request, this.around.caller('kube-system', 'fsx-csi-controller-sa'));
  }
}

/** The driver's rounding, for the types that the suite uses (pkg/util/util.go, RoundUpVolumeSize). */
function roundedUp(gib: number, { storageType = 'SSD', deploymentType = 'SCRATCH_1', perUnitStorageThroughput }: { readonly [key: string]: string }): number {
  const step = storageType === 'HDD' ? (perUnitStorageThroughput === '12' ? 6000 : 1800) : deploymentType === 'SCRATCH_1' && gib > 2400 ? 3600 : 2400;
  return storageType !== 'HDD' && gib <= 1200 ? 1200 : Math.ceil(gib / step) * step;
}

/** A backend as Trident has it in force. */
export interface Backend {
  readonly name: string;
  readonly uuid: string;
  readonly spec: any;
  readonly svmId: string;
}

/** Trident: backends on storage virtual machines, and a volume there for each claim. */
export class Trident extends Driver {
  public readonly backends = new Map<string, Backend>();
  /** What Trident says of a configuration that it has not accepted. */
  private readonly messages = new Map<string, string>();
  protected readonly provisioner = 'csi.trident.netapp.io';
  protected readonly software = 'netapp_trident-operator';

  /** Looks at the configurations of backends, and accepts what it can; it tries again. */
  public reconcile(): void {
    if (!this.around.runs(this.software)) {
      return;
    }
    for (const { object: { metadata, spec } } of this.around.objects.list('TridentBackendConfig')) {
      const name = spec.backendName ?? metadata.name;
      if (JSON.stringify(this.backends.get(name)?.spec) !== JSON.stringify(spec)) {
        const problem = this.problemOf(spec);
        if (typeof problem === 'string') {
          this.messages.set(metadata.name, problem);
        } else {
          this.messages.delete(metadata.name);
          this.backends.set(name, { name, uuid: this.backends.get(name)?.uuid ?? `uuid-${name}`, spec, svmId: problem.svmId });
        }
      }
    }
  }

  /** What holds up the deletion of a configuration: with its deletion policy `delete`, the backend goes first, and that waits for its volumes. */
  public held({ object: { metadata, spec } }: StoredObject): string | undefined {
    if (!this.around.runs(this.software)) {
      return 'Trident does not run, and cannot remove its finalizer';
    }
    const name = spec.backendName ?? metadata.name;
    if (spec.deletionPolicy === 'retain') {
      return undefined;
    }
    this.reclaim();
    const volumes = this.volumes().filter(({ object }) => object.spec.csi.volumeAttributes.backend === name);
    if (volumes.length > 0) {
      return `backend ${name} has volumes: ${volumes.map(({ object }) => object.metadata.name).join(', ')}`;
    }
    this.backends.delete(name);
    return undefined;
  }

  /** The name of the backend in which a revision is in force, or what Trident says against it. */
  public inForce(revision: string): { readonly backend?: Backend; readonly message?: string } {
    const backend = [...this.backends.values()].find(({ spec }) => spec.debugTraceFlags?.[revision] === false);
    const config = this.around.objects.list('TridentBackendConfig').find(({ object }) => object.metadata.labels?.[revision] !== undefined);
    return backend ? { backend } : { message: config && this.messages.get(config.object.metadata.name) };
  }

  protected create(claim: StoredObject, storageClass: StoredObject): void {
    const backend = this.backends.get(storageClass.object.parameters.storagePools.split(':')[0]);
    if (!backend) {
      return; // the claim stays Pending
    }
    const annotations = claim.object.metadata.annotations ?? {};
    const imported: string | undefined = annotations['trident.netapp.io/importOriginalName'];
    const gib = gibibytes(claim.object.spec.resources.requests.storage);
    const existing = [...this.around.fsx.volumes.values()].find(
      ({ svmId, name }) => svmId === backend.svmId && name === imported,
    );
    if (imported !== undefined && !existing) {
      return;
    }
    const name = `${backend.spec.storagePrefix ?? 'trident_'}${nameOfVolume(claim)}`.replace(/-/g, '_');
    const volume = existing ?? this.around.fsx.addVolume(backend.svmId, name);
    const managed = annotations['trident.netapp.io/notManaged'] !== 'true';
    this.bind(claim, storageClass, volume.id, gib, { backend: backend.name, internalName: volume.name, managed: `${managed}` });
  }

  /** ONTAP grows a volume by itself: no call to AWS. */
  protected grow(claim: StoredObject, volume: StoredObject): void {
    volume.object = {
      ...volume.object,
      spec: { ...volume.object.spec, capacity: claim.object.spec.resources.requests },
    };
  }

  /** Volumes with backups are deleted through FSx (storage_drivers/ontap/awsapi, since 24.02). */
  protected remove(volume: StoredObject): void {
    const { volumeHandle, volumeAttributes } = volume.object.spec.csi;
    if (volumeAttributes.managed === 'true' && this.around.fsx.volumes.has(volumeHandle)) {
      this.call('DeleteVolume', { VolumeId: volumeHandle, OntapConfiguration: { SkipFinalBackup: true } });
    }
  }

  private problemOf(spec: any): string | { readonly svmId: string } {
    const { fsx, network } = this.around;
    const { credentials, svm, aws: { fsxFilesystemID } } = spec;
    try {
      const { StorageVirtualMachines } = this.call('DescribeStorageVirtualMachines', {});
      this.call('DescribeVolumes', {});
      this.call('DescribeFileSystems', { FileSystemIds: [fsxFilesystemID] });
      this.readSecret(credentials.name);
      const found = StorageVirtualMachines.find((one: any) => one.FileSystemId === fsxFilesystemID && one.Name === svm);
      if (!found) {
        return `SVM ${svm} of file system ${fsxFilesystemID} not found`;
      }
      const [groups] = [network.groupsOf(fsxFilesystemID)];
      if (fsx.fileSystems.has(fsxFilesystemID) && !network.lets({ groups: this.around.nodeGroups }, { groups }, 443)) {
        return `could not reach the management interface of ${svm}: timed out`;
      }
      return { svmId: found.StorageVirtualMachineId };
    } catch (error) {
      if (error instanceof Rejected && error.type === 'AccessDeniedException') {
        this.around.denied(this.software, `backend on ${fsxFilesystemID}`, error.message);
      } else if (!(error instanceof Rejected)) {
        throw error;
      }
      return (error as Error).message;
    }
  }

  private readSecret(arn: string): void {
    this.around.ask('trident', 'trident-controller', 'secretsmanager:GetSecretValue', arn);
    if (!this.around.secretExists(arn)) {
      throw new Rejected('ResourceNotFoundException', `secret ${arn} not found`);
    }
  }

  private call(operation: string, request: any): any {
    return this.around.fsx.call(operation, request, this.around.caller('trident', 'trident-controller'));
  }
}
