import { KubernetesObject, Kubernetes } from './kubernetes';
import { RealCluster } from './real-cluster';
import { log, sleep, until } from './tools';
import { FsxPolicyMode } from '../../../src/policy/mode';
import { PolicyOptions, policyObjects } from '../../../src/policy/policies';

const USER = 'developer';
export const ROLE_SESSION = 'arn:aws:sts::111122223333:assumed-role/kubectl/handler';
export const OPTIONS: PolicyOptions = {
  name: 'fsx', mode: FsxPolicyMode.WARN, warningMode: FsxPolicyMode.WARN, exemptUsers: [], exemptPrefixes: ['arn:aws:sts::111122223333:assumed-role/kubectl/'], storageClasses: [],
};

/** The admission policies in a cluster, and a user to whom they apply. */
export class InstalledPolicies {
  private readonly objects: KubernetesObject[] = [];
  private serial = 0;

  constructor(private readonly cluster: RealCluster) {}

  public get user(): Kubernetes {
    return this.cluster.api.impersonating(USER, 'system:masters');
  }

  /** Removes the policies, and waits until the API server no longer applies them. */
  public async remove(): Promise<void> {
    for (const { kind, metadata } of this.objects.splice(0)) {
      await this.cluster.api.remove(kind, metadata.name);
    }
    await until('policies removed', 30, async () => {
      const { status, warnings } = await this.user.admission('POST', PROBE);
      return status === 201 && warnings.length === 0;
    });
  }

  /** Replaces the policies, and waits until the API server applies them. */
  public async install(options: Partial<PolicyOptions>): Promise<void> {
    for (const { kind, metadata } of this.objects.splice(0)) {
      await this.cluster.api.remove(kind, metadata.name);
    }
    const created = policyObjects({ ...OPTIONS, ...options, name: `fsx-${++this.serial}` }) as unknown as KubernetesObject[];
    for (const object of created) {
      expect(await this.cluster.api.dryRun(object)).toBeUndefined();
      this.objects.push(await this.cluster.api.create(object).then(() => object));
    }
    for (const { metadata } of created.filter(({ kind }) => kind === 'ValidatingAdmissionPolicy')) {
      const checked = await until(`${metadata.name} checked`, 30, async () => {
        const policy = await this.cluster.api.get('ValidatingAdmissionPolicy', metadata.name);
        return policy?.status?.observedGeneration === policy?.metadata.generation && policy;
      });
      expect([metadata.name, checked.status?.typeChecking?.expressionWarnings ?? []]).toEqual([metadata.name, []]);
    }
    await until('policies applied', 30, async () => {
      if (options.mode === FsxPolicyMode.AUDIT) {
        return (await this.user.admission('POST', PROBE)).warnings.some(text => text.includes(`fsx-${this.serial}-`));
      }
      const { message = '', warnings } = await this.user.admission('POST', PROBE);
      return [`fsx-${this.serial}-lustre-classes'`, `fsx-${this.serial}-lustre-classes-warnings'`].every(name => [message, ...warnings].some(text => text.includes(name)));
    });
    await sleep(5000); // the API server reads new policies every second, so the other policies may follow that of the probe
  }
}

export function storageClass(
  name: string, provisioner: string, parameters: object, others: object = {},
): KubernetesObject {
  return { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name }, provisioner, parameters, ...others };
}

export const IDS = { subnetId: 'subnet-01234567', securityGroupIds: 'sg-01234567' };

/** Violates an error and a warning. */
const PROBE = storageClass('probe', 'fsx.csi.aws.com', { deploymentType: 'PERSISTENT_1' });

export function backend(name: string, spec: object): KubernetesObject {
  return { apiVersion: 'trident.netapp.io/v1', kind: 'TridentBackendConfig', metadata: { name, namespace: 'default' }, spec };
}

export function claim(name: string, storageClassName: string, storage: string, mode = 'ReadWriteMany', volumeMode = 'Filesystem', annotations: object = {}): KubernetesObject {
  return {
    apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name, namespace: 'default', annotations },
    spec: { accessModes: [mode], storageClassName, volumeMode, resources: { requests: { storage } } },
  };
}

export function volume(
  name: string, driver: string, policy: string, csi: object = {}, others: object = {},
): KubernetesObject {
  return {
    apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name, ...others },
    spec: { capacity: { storage: '1200Gi' }, accessModes: ['ReadWriteMany'], persistentVolumeReclaimPolicy: policy, csi: { driver, volumeHandle: name, ...csi } },
  };
}

/** The ids of the rules, from the messages of the API server. */
export function idsIn(messages: readonly string[]): string[] {
  return [...new Set(messages.flatMap(message => /: ((?:lustre|ontap|lint|input|policy)\/[a-z0-9-]+): /.exec(message)?.[1] ?? []))].sort();
}

/** How often each rule rejected an object, and how often it did not. */
export class RuleTable {
  private readonly rows: Map<string, { rejected: number; admitted: number }>;

  constructor(ids: readonly string[]) {
    this.rows = new Map([...new Set(ids)].sort().map(id => [id, { rejected: 0, admitted: 0 }]));
  }

  public has(id: string): boolean {
    return this.rows.has(id);
  }

  public count(found: readonly string[]): void {
    for (const [id, row] of this.rows) {
      row[found.includes(id) ? 'rejected' : 'admitted']++;
    }
  }

  /** Prints the table; every rule must have both. */
  public close(): void {
    log('rule                                     rejected  admitted');
    for (const [id, { rejected, admitted }] of this.rows) {
      log(`${id.padEnd(40)} ${`${rejected}`.padStart(8)}  ${`${admitted}`.padStart(8)}`);
    }
    expect(
      [...this.rows].filter(([, { rejected, admitted }]) => rejected === 0 || admitted === 0).map(([id]) => id),
    ).toEqual([]);
  }
}
