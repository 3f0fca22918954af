import { Server, createServer } from 'http';
import { AddressInfo } from 'net';
import { CreateRequest, growthRejections, rejections, updateRejections } from './fsx-rules';
import { PolicyDocument, validate } from './iam';
import { ACCOUNT, REGION, digits } from './values';

type Tags = readonly { readonly Key: string; readonly Value: string }[];

export interface FileSystem {
  readonly id: string;
  request: CreateRequest;
  capacity: number;
  tags: Tags;
  readonly usableAt: number;
  actions: any[];
}

/** A storage virtual machine of an ONTAP file system. */
export interface StorageVirtualMachine {
  readonly id: string;
  readonly fileSystemId: string;
  readonly name: string;
}

/** A volume of a storage virtual machine. */
export interface Volume {
  readonly id: string;
  readonly svmId: string;
  readonly name: string;
}

/** A link of a Lustre file system to S3. */
export interface Association {
  readonly id: string;
  readonly fileSystemId: string;
  readonly path: string;
}

/** A backup that incurs charges; automatic ones are deleted with their file system and are not kept here. */
export interface Backup {
  readonly id: string;
  readonly volumeId: string;
  readonly fileSystemId: string;
}

/** One call that arrived, and what became of it. */
export interface Call {
  readonly operation: string;
  readonly request: any;
  readonly error?: string;
}

/** Whose permissions a call has: a role's policies, or everything. */
export interface Caller {
  readonly policies: RoleNow | 'everything';
  /** Tags that AWS puts on what the caller makes, for example those of CloudFormation. */
  readonly systemTags?: Tags;
}

/** What happens around file systems that is not of FSx: a simulated network has network interfaces, and refuses. */
export interface FsxSurroundings {
  /** Why FSx cannot make the file system there, if so. */
  rejection(request: CreateRequest): string | undefined;
  created(fileSystem: FileSystem): void;
  deleted(fileSystem: FileSystem): void;
}

/** A role may get its policies later, and change. */
type RoleNow = () => readonly PolicyDocument[];
const NO_PERMISSIONS: RoleNow = () => [];
/** A caller with all permissions, for example the role that CloudFormation works with. */
export const ADMINISTRATOR: Caller = { policies: 'everything' };

/** What AWS answers with an error. */
export class Rejected extends Error {
  constructor(public readonly type: string, message: string) {
    super(message);
  }
}

const arnOf = (id: string) => `arn:aws:fsx:${REGION}:${ACCOUNT}:file-system/${id}`;
const roleOf = (service: string, name: string) => `arn:aws:iam::${ACCOUNT}:role/aws-service-role/${service}/${name}`;
/** Creation takes a moment, so that the driver sees CREATING first. */
const CREATION_MS = 2000;

/** The FSx API of an account, with IAM in front: what the driver calls, and what a proof does in the driver's name. */
export class FsxServer {
  /** The policies that the driver's role has at the moment. */
  public policies: RoleNow = NO_PERMISSIONS;
  public readonly calls: Call[] = [];
  public readonly fileSystems = new Map<string, FileSystem>();
  public readonly storageVirtualMachines = new Map<string, StorageVirtualMachine>();
  public readonly volumes = new Map<string, Volume>();
  public readonly associations = new Map<string, Association>();
  public readonly backups = new Map<string, Backup>();
  /** Set by a simulation that has a network. */
  public surroundings?: FsxSurroundings;
  /** Deleted, and still known with their tags, as FSx does for minutes: the provisioner may ask twice. */
  private readonly leaving = new Map<string, FileSystem>();
  private readonly tokens = new Map<string, string>();
  /** A fresh account has no service-linked role: the first file system makes it, in the name of the caller. */
  private fresh = true;
  private made = 0;
  /** Whose call is being carried out. */
  private caller: Caller = { policies: () => this.policies() };
  private readonly server: Server = createServer((incoming, response) => {
    let body = '';
    incoming.on('data', chunk => body += chunk);
    incoming.on('end', () => {
      const operation = `${incoming.headers['x-amz-target']}`.split('.')[1];
      // the driver signs with these credentials; a caller with another key is not the driver, and its role is not simulated
      const ofDriver = `${incoming.headers.authorization}`.includes(`Credential=${CREDENTIALS.AccessKeyId}/`);
      // the part of the EKS Pod Identity agent
      const answer = incoming.url === '/v1/credentials' ? { status: 200, body: CREDENTIALS }
        : this.answer(operation, JSON.parse(body), ofDriver ? undefined : ADMINISTRATOR);
      response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(answer.body));
    });
  });

  public async start(): Promise<void> {
    await new Promise<void>(resolve => this.server.listen(0, '127.0.0.1', resolve));
  }

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }

  /** Forgets the service-linked role. */
  public makeFresh(): void {
    this.fresh = true;
  }

  /** A file system that somebody else made: a stack, another cluster, a person. */
  public madeElsewhere(name: string, tags: { readonly [key: string]: string }): string {
    const request: CreateRequest = { FileSystemType: 'LUSTRE', StorageCapacity: 1200, SubnetIds: ['subnet-0aaaaaaaaaaaaaaa0'], LustreConfiguration: { DeploymentType: 'SCRATCH_2' } };
    return this.make(name, request, Object.entries(tags).map(([Key, Value]) => ({ Key, Value })), 0).id;
  }

  /** A call as the given caller; throws the error that FSx returns. */
  public call(operation: string, request: any, caller: Caller): any {
    const before = this.caller;
    this.caller = caller;
    try {
      const body = this.carryOut(operation, request);
      this.calls.push({ operation, request });
      return body;
    } catch (error) {
      this.calls.push({ operation, request, error: error instanceof Rejected ? `${error.type}: ${error.message}` : `${(error as Error).stack}` });
      throw error;
    } finally {
      this.caller = before;
    }
  }

  /** A call with the driver's role: undefined, or the type of the error. */
  public tried(operation: string, request: any): string | undefined {
    const { status, body } = this.answer(operation, request);
    return status === 200 ? undefined : body.__type;
  }

  public creations(): CreateRequest[] {
    return this.calls.filter(({ operation, error }) => operation === 'CreateFileSystem' && !error).map(({ request }) => request);
  }

  /** What was refused, but for the list that the driver fetches every minute, from before it has a role. */
  public rejected(): Call[] {
    return this.calls.filter(({ error, request }) => error && request.MaxResults === undefined);
  }

  private answer(
    operation: string, request: any, caller: Caller = { policies: () => this.policies() },
  ): { status: number; body: any } {
    try {
      return { status: 200, body: this.call(operation, request, caller) };
    } catch (error) {
      // always 400: the SDK would retry a 500 for minutes
      const { type, message } = error instanceof Rejected ? error : { type: 'InternalServerError', message: `${(error as Error).stack}` };
      return { status: 400, body: { __type: type, message, Message: message } };
    }
  }

  private carryOut(operation: string, p: any): any {
    switch (operation) {
      case 'CreateFileSystem': return this.create(p);
      case 'DescribeFileSystems':
        this.ask('fsx:DescribeFileSystems', '*'); // knows no resources
        return {
          FileSystems: (p.FileSystemIds
            ? p.FileSystemIds.map((id: string) => this.find(id))
            : [...this.fileSystems.values()]
          ).map(shown),
        };
      case 'UpdateFileSystem': return this.update(p);
      case 'DeleteFileSystem': return this.remove(p.FileSystemId);
      case 'CreateDataRepositoryAssociation': return this.associate(p);
      case 'UpdateDataRepositoryAssociation':
      case 'DeleteDataRepositoryAssociation': return this.changeAssociation(operation, p);
      case 'CreateStorageVirtualMachine': return this.createStorageVirtualMachine(p);
      case 'UpdateStorageVirtualMachine':
      case 'DeleteStorageVirtualMachine': return this.changeStorageVirtualMachine(operation, p);
      case 'CreateVolume': return this.createVolume(p);
      case 'UpdateVolume':
      case 'DeleteVolume': return this.changeVolume(operation, p);
      case 'DescribeStorageVirtualMachines':
        this.ask('fsx:DescribeStorageVirtualMachines', '*');
        return {
          StorageVirtualMachines: [...this.storageVirtualMachines.values()]
            .map(({ id, fileSystemId, name }) => ({
              StorageVirtualMachineId: id, FileSystemId: fileSystemId, Name: name,
            })),
        };
      case 'DescribeVolumes':
        this.ask('fsx:DescribeVolumes', '*');
        return {
          Volumes: [...this.volumes.values()]
            .map(({ id, svmId, name }) => ({
              VolumeId: id, Name: name, OntapConfiguration: { StorageVirtualMachineId: svmId },
            })),
        };
      case 'TagResource': return this.tag(p.ResourceARN.split('/').pop(), p.Tags);
      default: throw new Rejected('UnsupportedOperation', operation);
    }
  }

  private create(p: CreateRequest): any {
    const context = tagContext('RequestTag', p.Tags);
    this.ask('fsx:CreateFileSystem', arnOf('*'), context);
    if (p.Tags) {
      this.ask('fsx:TagResource', arnOf('*'), context);
    }
    const known = this.tokens.get(p.ClientRequestToken!);
    if (known) {
      return { FileSystem: shown(this.find(known)) };
    }
    const [problem = this.surroundings?.rejection(p)] = rejections(p);
    if (problem) {
      throw new Rejected('BadRequest', problem);
    }
    this.askForServices(p);
    const fileSystem = this.make(
      p.ClientRequestToken!,
      p,
      [...(p.Tags ?? []), ...(this.caller.systemTags ?? [])],
      CREATION_MS,
    );
    this.tokens.set(p.ClientRequestToken!, fileSystem.id);
    this.surroundings?.created(fileSystem);
    return { FileSystem: shown(fileSystem) };
  }

  /** What FSx does in the name of the caller (Lustre user guide: setting-up, FSXKMS). */
  private askForServices(p: CreateRequest): void {
    // A dependent action of CreateFileSystem (service authorization reference)
    this.ask('ec2:GetSecurityGroupsForVpc', '*', { 'aws:CalledVia': 'fsx.amazonaws.com' });
    if (this.fresh) {
      this.ask('iam:CreateServiceLinkedRole', roleOf('fsx.amazonaws.com', 'AWSServiceRoleForAmazonFSx'), { 'iam:AWSServiceName': 'fsx.amazonaws.com' });
    }
    const importPath: string | undefined = p.LustreConfiguration?.ImportPath;
    if (importPath) {
      const service = 's3.data-source.lustre.fsx.amazonaws.com';
      const role = roleOf(service, 'AWSServiceRoleForFSxS3Access_fs-0123456789abcdef0');
      this.ask('iam:CreateServiceLinkedRole', role, { 'iam:AWSServiceName': service });
      this.ask('iam:AttachRolePolicy', role);
      this.ask('iam:PutRolePolicy', role);
      this.ask('s3:ListBucket', `arn:aws:s3:::${importPath.split('/')[2]}`);
    }
    if (p.KmsKeyId) {
      for (const action of ['DescribeKey', 'CreateGrant', 'Decrypt', 'GenerateDataKeyWithoutPlaintext']) {
        this.ask(`kms:${action}`, p.KmsKeyId, { 'kms:ViaService': `fsx.${REGION}.amazonaws.com` });
      }
    }
    this.fresh = false;
  }

  private make(seed: string, request: CreateRequest, tags: Tags, creation: number): FileSystem {
    const fileSystem = { id: `fs-${digits(seed, 17)}`, request, capacity: request.StorageCapacity!, tags, usableAt: Date.now() + creation, actions: [] };
    this.fileSystems.set(fileSystem.id, fileSystem);
    return fileSystem;
  }

  /** Takes the properties that change, and within the configuration of the service all that then holds. */
  private update({ FileSystemId: id, ...changes }: any): any {
    this.askForTagged('fsx:UpdateFileSystem', id);
    const fileSystem = this.find(id);
    const old: CreateRequest = { ...fileSystem.request, StorageCapacity: fileSystem.capacity };
    const { StorageCapacity: capacity, ...others } = changes;
    // a request that names a capacity asks for growth, also where it names the present one
    const [problem] = [
      ...(capacity !== undefined && capacity === fileSystem.capacity
        ? [`storage capacity is ${capacity} already`]
        : []),
      ...(Object.keys(others).length === 0
        ? growthRejectionsOf(old, capacity)
        : updateRejections(old, { ...old, ...changes })),
    ];
    if (problem) {
      throw new Rejected('BadRequest', problem);
    }
    fileSystem.request = { ...fileSystem.request, ...changes };
    if (capacity !== undefined) {
      fileSystem.capacity = capacity;
      fileSystem.actions.unshift({
        AdministrativeActionType: 'FILE_SYSTEM_UPDATE', Status: 'UPDATED_OPTIMIZING', RequestTime: Date.now() / 1000, TargetFileSystemValues: { StorageCapacity: capacity },
      });
    }
    return { FileSystem: shown(fileSystem) };
  }

  /** An ONTAP file system is deleted after its virtual machines; the links of a Lustre file system to S3 go with it (API reference, DeleteFileSystem). */
  private remove(id: string): any {
    this.askForTagged('fsx:DeleteFileSystem', id);
    if (this.leaving.has(id)) { // the provisioner may ask twice
      return { FileSystemId: id, Lifecycle: 'DELETING' };
    }
    const fileSystem = this.fileSystems.get(id);
    if (!fileSystem) {
      throw new Rejected('FileSystemNotFound', `File system '${id}' does not exist.`);
    }
    const svms = [...this.storageVirtualMachines.values()].filter(({ fileSystemId }) => fileSystemId === id);
    if (svms.length > 0) {
      throw new Rejected('BadRequest', `File system '${id}' has storage virtual machines: ${svms.map(svm => svm.id).join(', ')}`);
    }
    [...this.associations.values()].filter(({ fileSystemId }) => fileSystemId === id)
      .forEach(association => this.associations.delete(association.id));
    this.leaving.set(id, fileSystem);
    this.fileSystems.delete(id);
    this.surroundings?.deleted(fileSystem);
    return { FileSystemId: id, Lifecycle: 'DELETING' };
  }

  private associate({ FileSystemId: fileSystemId, FileSystemPath: path }: any): any {
    this.ask('fsx:CreateDataRepositoryAssociation', arnOf(fileSystemId));
    this.find(fileSystemId);
    const normal = (one: string) => `${one.replace(/\/+$/, '')}/`;
    const others = [...this.associations.values()].filter(association => association.fileSystemId === fileSystemId);
    if (
      others.some(other => normal(path).startsWith(normal(other.path)) || normal(other.path).startsWith(normal(path)))
    ) {
      throw new Rejected('BadRequest', `FileSystemPath ${path} overlaps that of another association`);
    }
    const id = this.nextId('dra');
    this.associations.set(id, { id, fileSystemId, path });
    return { Association: { AssociationId: id } };
  }

  private changeAssociation(operation: string, { AssociationId: id }: any): any {
    const association = found(this.associations, id, 'DataRepositoryAssociationNotFound');
    this.ask(`fsx:${operation}`, arnOf(association.fileSystemId));
    if (operation.startsWith('Delete')) {
      this.associations.delete(id);
    }
    return { AssociationId: id };
  }

  private createStorageVirtualMachine({ FileSystemId: fileSystemId, Name: name }: any): any {
    this.ask('fsx:CreateStorageVirtualMachine', `arn:aws:fsx:${REGION}:${ACCOUNT}:storage-virtual-machine/${fileSystemId}/*`);
    this.find(fileSystemId);
    if (
      [...this.storageVirtualMachines.values()].some(
        other => other.fileSystemId === fileSystemId && other.name === name,
      )
    ) {
      throw new Rejected('BadRequest', `a storage virtual machine named ${name} exists`);
    }
    const id = this.nextId('svm');
    this.storageVirtualMachines.set(id, { id, fileSystemId, name });
    return { StorageVirtualMachine: { StorageVirtualMachineId: id } };
  }

  private changeStorageVirtualMachine(operation: string, { StorageVirtualMachineId: id }: any): any {
    const svm = found(this.storageVirtualMachines, id, 'StorageVirtualMachineNotFound');
    this.ask(`fsx:${operation}`, `arn:aws:fsx:${REGION}:${ACCOUNT}:storage-virtual-machine/${svm.fileSystemId}/${id}`);
    const volumes = [...this.volumes.values()].filter(({ svmId }) => svmId === id);
    if (operation.startsWith('Delete') && volumes.length > 0) {
      throw new Rejected('BadRequest', `storage virtual machine ${id} has volumes: ${volumes.map(({ name }) => name).join(', ')}`);
    }
    if (operation.startsWith('Delete')) {
      this.storageVirtualMachines.delete(id);
    }
    return { StorageVirtualMachineId: id };
  }

  private createVolume({ Name: name, OntapConfiguration: { StorageVirtualMachineId: svmId } }: any): any {
    const { fileSystemId } = found(this.storageVirtualMachines, svmId, 'StorageVirtualMachineNotFound');
    this.ask('fsx:CreateVolume', `arn:aws:fsx:${REGION}:${ACCOUNT}:volume/${fileSystemId}/*`);
    return { Volume: { VolumeId: this.addVolume(svmId, name).id } };
  }

  /** What ONTAP's own interface makes, FSx sees. */
  public addVolume(svmId: string, name: string): Volume {
    if ([...this.volumes.values()].some(other => other.svmId === svmId && other.name === name)) {
      throw new Rejected('BadRequest', `a volume named ${name} exists`);
    }
    const id = this.nextId('fsvol');
    const volume = { id, svmId, name };
    this.volumes.set(id, volume);
    return volume;
  }

  private changeVolume(operation: string, { VolumeId: id, OntapConfiguration }: any): any {
    const volume = found(this.volumes, id, 'VolumeNotFound');
    const { fileSystemId } = this.storageVirtualMachines.get(volume.svmId)!;
    this.ask(`fsx:${operation}`, `arn:aws:fsx:${REGION}:${ACCOUNT}:volume/${fileSystemId}/${id}`, { 'fsx:StorageVirtualMachineId': volume.svmId });
    if (operation.startsWith('Delete')) {
      this.volumes.delete(id);
      if (OntapConfiguration?.SkipFinalBackup !== true) {
        const backup = this.nextId('backup');
        this.backups.set(backup, { id: backup, volumeId: id, fileSystemId });
      }
    }
    return { VolumeId: id };
  }

  private nextId(prefix: string): string {
    return `${prefix}-${digits(`${prefix} ${this.made++}`, 17)}`;
  }

  private tag(id: string, tags: Tags): any {
    this.ask('fsx:TagResource', arnOf(id), { ...tagContext('RequestTag', tags), ...this.tagsOf(id) });
    const fileSystem = this.find(id);
    fileSystem.tags = [...fileSystem.tags.filter(({ Key }) => !tags.some(tag => tag.Key === Key)), ...tags];
    return {};
  }

  private find(id: string): FileSystem {
    const fileSystem = this.known(id);
    if (!fileSystem) {
      throw new Rejected('FileSystemNotFound', `File system '${id}' does not exist.`);
    }
    return fileSystem;
  }

  private known(id: string): FileSystem | undefined {
    return this.fileSystems.get(id) ?? this.leaving.get(id);
  }

  private tagsOf(id: string): { [key: string]: string } {
    return tagContext('ResourceTag', this.known(id)?.tags);
  }

  private askForTagged(action: string, id: string): void {
    this.ask(action, arnOf(id), this.tagsOf(id));
  }

  private ask(action: string, resource: string, context: { readonly [key: string]: string } = {}): void {
    const { policies } = this.caller;
    const verdict = policies === 'everything' ? 'allowed' : validate(policies(), { action, resource, context });
    if (verdict !== 'allowed') {
      throw new Rejected('AccessDeniedException', `the role of the driver is not authorized to perform: ${action} on resource: ${resource} (${verdict})`);
    }
  }
}

const CREDENTIALS = {
  AccessKeyId: 'not-a-key', SecretAccessKey: 'not-a-secret', Token: 'not-a-token', AccountId: ACCOUNT, Expiration: new Date(Date.now() + 24 * 3600e3).toISOString(),
};

function found<T>(map: ReadonlyMap<string, T>, id: string, error: string): T {
  const one = map.get(id);
  if (!one) {
    throw new Rejected(error, `'${id}' does not exist.`);
  }
  return one;
}

function growthRejectionsOf(old: CreateRequest, capacity: number): string[] {
  return old.FileSystemType === 'ONTAP' ? updateRejections(old, { ...old, StorageCapacity: capacity }) : growthRejections(old, capacity);
}

function tagContext(key: 'RequestTag' | 'ResourceTag', tags: Tags = []): { [key: string]: string } {
  return Object.fromEntries(tags.map(({ Key, Value }) => [`aws:${key}/${Key}`, Value]));
}

/** A file system as DescribeFileSystems shows it. */
function shown({ id, request, capacity, tags, usableAt, actions }: FileSystem): any {
  const lustre = request.LustreConfiguration ?? {};
  return {
    FileSystemId: id,
    ResourceARN: arnOf(id),
    FileSystemType: request.FileSystemType,
    Lifecycle: Date.now() < usableAt ? 'CREATING' : 'AVAILABLE',
    StorageCapacity: capacity,
    StorageType: request.StorageType ?? 'SSD',
    SubnetIds: request.SubnetIds,
    DNSName: `${id}.fsx.${REGION}.amazonaws.com`,
    Tags: tags,
    AdministrativeActions: actions,
    ...request.FileSystemType === 'ONTAP' ? { OntapConfiguration: request.OntapConfiguration } : { LustreConfiguration: { ...lustre, DeploymentType: lustre.DeploymentType ?? 'SCRATCH_1', MountName: mountNameOf(id, lustre.DeploymentType) } },
  };
}

/** SCRATCH_1 is always mounted as `fsx`. */
export function mountNameOf(id: string, deploymentType = 'SCRATCH_1'): string {
  return deploymentType === 'SCRATCH_1' ? 'fsx' : digits(`${id} mount name`, 8);
}
