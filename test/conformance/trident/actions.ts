import { Client } from './client';
import { quantityInBytes } from './go';
import { KubernetesObject } from '../support/kubernetes';

/** internal/autogrow ValidateAutogrowPolicySpec: what is wrong with the spec of a TridentAutogrowPolicy. */
export function autogrowProblem({ usedThreshold = '', growthAmount = '', maxSize = '' }: { readonly [name: string]: any }): string | undefined {
  const threshold = percentOf(usedThreshold.trim());
  if (threshold === undefined || !(threshold >= 1 && threshold <= 99)) {
    return `usedThreshold ${JSON.stringify(usedThreshold)} is no percentage from 1% to 99%`;
  }
  const growth = growthAmount.trim();
  const [percent, amount] = [percentOf(growth), quantityInBytes(growth)];
  if (growth !== '' && !((growth.endsWith('%') ? percent ?? 0 : 1) >= 1 && (growth.endsWith('%') || (amount ?? 0) > 0))) {
    return `growthAmount ${JSON.stringify(growthAmount)} is neither a percentage from 1% nor a quantity`;
  }
  const most = maxSize.trim() === '' ? 0 : quantityInBytes(maxSize.trim());
  if (most === undefined || most < 0) {
    return `maxSize ${JSON.stringify(maxSize)} is no quantity`;
  }
  return most > 0 && growth !== '' && !growth.endsWith('%') && most <= amount! ? 'maxSize is not more than growthAmount' : undefined;
}

function percentOf(text: string): number | undefined {
  const [, number] = /^([+-]?\d+\.?\d*|\.\d+)\s*%$/.exec(text) ?? [];
  return number === undefined ? undefined : Number(number);
}

/** frontend/crd/controller/trident_autogrow_policy.go syncAutogrowPolicyToOrchestrator. Its deletion waits for volumes, which is not played: there is no finalizer. */
export async function syncAutogrowPolicies(client: Client): Promise<void> {
  for (const policy of await client.list('TridentAutogrowPolicy')) {
    const problem = autogrowProblem(policy.spec ?? {});
    const status = problem ? { state: 'Failed', message: `Validation failed: ${problem}` } : { state: 'Success', message: 'Autogrow policy validated and ready to use' };
    if (policy.status?.state !== status.state || policy.status?.message !== status.message) {
      await client.updateStatus({ ...policy, status });
    }
  }
}

/** frontend/crd/controller/snapshot_restore.go: once, when it is made; it stays afterwards, and a change does nothing. */
export async function restoreSnapshots(client: Client): Promise<void> {
  for (const restore of await client.list('TridentActionSnapshotRestore')) {
    if (!restore.status?.state) {
      const problem = await restoreProblem(client, restore);
      const now = new Date().toISOString();
      // no status subresource
      await client.update({ ...restore, status: { state: problem ? 'Failed' : 'Succeeded', message: problem ?? '', startTime: now, completionTime: now } });
    }
  }
}

async function restoreProblem(
  client: Client,
  { metadata: { namespace }, spec }: KubernetesObject,
): Promise<string | undefined> {
  const claim = await client.get('PersistentVolumeClaim', spec.pvcName, namespace);
  const snapshots = await client.list('VolumeSnapshot', namespace);
  const snapshot = snapshots.find(({ metadata }) => metadata.name === spec.volumeSnapshotName);
  const created = (one: KubernetesObject) => Date.parse(one.status?.creationTime ?? 0);
  return claim?.status.phase !== 'Bound'
    ? `there is no claim ${spec.pvcName} that is Bound`
    : !snapshot?.status?.readyToUse
      ? `there is no snapshot ${spec.volumeSnapshotName} that is ready`
      : snapshots.some(
        one =>
          one !== snapshot
              && one.spec.source.persistentVolumeClaimName === spec.pvcName
              && created(one) > created(snapshot),
      )
        ? `${spec.volumeSnapshotName} is not the newest snapshot of ${spec.pvcName}`
        : undefined;
}
