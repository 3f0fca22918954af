import { Server, createServer } from 'http';
import { AddressInfo } from 'net';
import { CreateRequest, growthRefusals, refusals } from './fsx-rules';
import { PolicyDocument, judge } from './iam';
import { ACCOUNT, REGION, digits } from './values';

type Tags = readonly { readonly Key: string; readonly Value: string }[];

export interface FileSystem {
  readonly id: string;
  readonly request: CreateRequest;
  capacity: number;
  tags: Tags;
  readonly usableAt: number;
  actions: any[];
}

/** One call that arrived, and what became of it. */
export interface Call {
  readonly operation: string;
  readonly request: any;
  readonly error?: string;
}

/** A role may get its policies later, and change. */
type RoleNow = () => readonly PolicyDocument[];
const NO_RIGHTS: RoleNow = () => [];

class Refused extends Error {
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
  public policies: RoleNow = NO_RIGHTS;
  public readonly calls: Call[] = [];
  public readonly fileSystems = new Map<string, FileSystem>();
  /** Deleted, and still known with their tags, as FSx does for minutes: the provisioner may ask twice. */
  private readonly leaving = new Map<string, FileSystem>();
  private readonly tokens = new Map<string, string>();
  /** A fresh account has no service-linked role: the first file system makes it, in the name of the caller. */
  private fresh = true;
  private readonly server: Server = createServer((incoming, response) => {
    let body = '';
    incoming.on('data', chunk => body += chunk);
    incoming.on('end', () => {
      // the part of the EKS Pod Identity agent
      const answer = incoming.url === '/v1/credentials' ? { status: 200, body: CREDENTIALS } : this.answer(`${incoming.headers['x-amz-target']}`.split('.')[1], JSON.parse(body));
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

  /** A call with the driver's role: undefined, or the type of the error. */
  public tried(operation: string, request: any): string | undefined {
    const { status, body } = this.answer(operation, request);
    return status === 200 ? undefined : body.__type;
  }

  public creations(): CreateRequest[] {
    return this.calls.filter(({ operation, error }) => operation === 'CreateFileSystem' && !error).map(({ request }) => request);
  }

  /** What was refused, but for the list that the driver fetches every minute, from before it has a role. */
  public refused(): Call[] {
    return this.calls.filter(({ error, request }) => error && request.MaxResults === undefined);
  }

  private answer(operation: string, request: any): { status: number; body: any } {
    try {
      const body = this.carryOut(operation, request);
      this.calls.push({ operation, request });
      return { status: 200, body };
    } catch (error) {
      // always 400: the SDK would retry a 500 for minutes
      const { type, message } = error instanceof Refused ? error : { type: 'InternalServerError', message: `${(error as Error).stack}` };
      this.calls.push({ operation, request, error: `${type}: ${message}` });
      return { status: 400, body: { __type: type, message, Message: message } };
    }
  }

  private carryOut(operation: string, p: any): any {
    switch (operation) {
      case 'CreateFileSystem': return this.create(p);
      case 'DescribeFileSystems':
        this.ask('fsx:DescribeFileSystems', '*'); // knows no resources
        return { FileSystems: (p.FileSystemIds ? p.FileSystemIds.map((id: string) => this.find(id)) : [...this.fileSystems.values()]).map(shown) };
      case 'UpdateFileSystem': return this.update(p.FileSystemId, p.StorageCapacity);
      case 'DeleteFileSystem':
        this.askForTagged('fsx:DeleteFileSystem', p.FileSystemId);
        this.leaving.set(p.FileSystemId, this.find(p.FileSystemId));
        this.fileSystems.delete(p.FileSystemId);
        return { FileSystemId: p.FileSystemId, Lifecycle: 'DELETING' };
      case 'TagResource': return this.tag(p.ResourceARN.split('/').pop(), p.Tags);
      default: throw new Refused('UnsupportedOperation', operation);
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
    const [problem] = refusals(p);
    if (problem) {
      throw new Refused('BadRequest', problem);
    }
    this.askForServices(p);
    const fileSystem = this.make(p.ClientRequestToken!, p, p.Tags ?? [], CREATION_MS);
    this.tokens.set(p.ClientRequestToken!, fileSystem.id);
    return { FileSystem: shown(fileSystem) };
  }

  /** What FSx does in the name of the caller (Lustre user guide: setting-up, FSXKMS). */
  private askForServices(p: CreateRequest): void {
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

  private update(id: string, capacity: number): any {
    this.askForTagged('fsx:UpdateFileSystem', id);
    const fileSystem = this.find(id);
    const [problem] = growthRefusals({ ...fileSystem.request, StorageCapacity: fileSystem.capacity }, capacity);
    if (problem) {
      throw new Refused('BadRequest', problem);
    }
    fileSystem.capacity = capacity;
    fileSystem.actions.unshift({
      AdministrativeActionType: 'FILE_SYSTEM_UPDATE', Status: 'UPDATED_OPTIMIZING', RequestTime: Date.now() / 1000, TargetFileSystemValues: { StorageCapacity: capacity },
    });
    return { FileSystem: shown(fileSystem) };
  }

  private tag(id: string, tags: Tags): any {
    this.ask('fsx:TagResource', arnOf(id), { ...tagContext('RequestTag', tags), ...this.tagsOf(id) });
    const fileSystem = this.find(id);
    fileSystem.tags = [...fileSystem.tags.filter(({ Key }) => !tags.some(tag => tag.Key === Key)), ...tags];
    return {};
  }

  private find(id: string): FileSystem {
    const found = this.known(id);
    if (!found) {
      throw new Refused('FileSystemNotFound', `File system '${id}' does not exist.`);
    }
    return found;
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
    const verdict = judge(this.policies(), { action, resource, context });
    if (verdict !== 'allowed') {
      throw new Refused('AccessDeniedException', `the role of the driver is not authorized to perform: ${action} on resource: ${resource} (${verdict})`);
    }
  }
}

const CREDENTIALS = {
  AccessKeyId: 'not-a-key', SecretAccessKey: 'not-a-secret', Token: 'not-a-token', AccountId: ACCOUNT, Expiration: new Date(Date.now() + 24 * 3600e3).toISOString(),
};

function tagContext(key: 'RequestTag' | 'ResourceTag', tags: Tags = []): { [key: string]: string } {
  return Object.fromEntries(tags.map(({ Key, Value }) => [`aws:${key}/${Key}`, Value]));
}

/** A file system as DescribeFileSystems shows it. */
function shown({ id, request, capacity, tags, usableAt, actions }: FileSystem): any {
  const lustre = request.LustreConfiguration ?? {};
  return {
    FileSystemId: id,
    ResourceARN: arnOf(id),
    FileSystemType: 'LUSTRE',
    Lifecycle: Date.now() < usableAt ? 'CREATING' : 'AVAILABLE',
    StorageCapacity: capacity,
    StorageType: request.StorageType ?? 'SSD',
    SubnetIds: request.SubnetIds,
    DNSName: `${id}.fsx.${REGION}.amazonaws.com`,
    Tags: tags,
    AdministrativeActions: actions,
    LustreConfiguration: { ...lustre, DeploymentType: lustre.DeploymentType ?? 'SCRATCH_1', MountName: mountNameOf(id, lustre.DeploymentType) },
  };
}

/** SCRATCH_1 is always mounted as `fsx`. */
export function mountNameOf(id: string, deploymentType = 'SCRATCH_1'): string {
  return deploymentType === 'SCRATCH_1' ? 'fsx' : digits(`${id} mount name`, 8);
}
