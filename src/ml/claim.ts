import { Construct } from 'constructs';
import { MlTrainingVolumeProps } from './props';
import { MlProtocol } from './requirements';
import { ClaimOptions } from '../kubernetes/claim-options';
import { IKubernetesVolume } from '../kubernetes/kubernetes-volume';
import { slug } from '../kubernetes/names';
import { FsxLustreStorage } from '../lustre/fsx-lustre-storage';
import { FsxOntapStorage } from '../ontap/fsx-ontap-storage';

/** What is built, and the claim that it has. */
export interface Built {
  readonly lustre?: FsxLustreStorage;
  readonly ontap?: FsxOntapStorage;
  readonly claim: IKubernetesVolume;
}

/** Names begin with the id, if that has a letter that names can have. */
export function stemOf(volume: Construct): string {
  return slug(volume.node.id) || 'volume';
}

/** The props that define the claim. */
export function claimOf(volume: Construct, { claim }: MlTrainingVolumeProps): ClaimOptions {
  return { ...claim, name: claim?.name ?? stemOf(volume) };
}

/** The ways in which a volume is reached, each once: files first where many pods share it. */
export function kindsOf(protocols: readonly MlProtocol[], readers: number): MlProtocol[] {
  const wanted = protocols.length === 0 ? [MlProtocol.FILES] : protocols;
  const kinds = wanted.map(protocol =>
    protocol === MlProtocol.ISCSI || protocol === MlProtocol.NVME ? protocol : MlProtocol.NFS,
  );
  const sorted =
    readers > 1 ? [...kinds].sort((a, b) => Number(b === MlProtocol.NFS) - Number(a === MlProtocol.NFS)) : kinds;
  return [...new Set(sorted)];
}

/** The policy with which ONTAP takes snapshots of a volume. FSx creates it with every file system. */
const SNAPSHOT_POLICY = 'default';

/** The settings of a claim on ONTAP whose volume takes snapshots. */
export function snapshotsOf({ snapshots }: MlTrainingVolumeProps): { readonly snapshotPolicy?: string } {
  return snapshots ? { snapshotPolicy: SNAPSHOT_POLICY } : {};
}
