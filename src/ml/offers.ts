import { MlBackend, MlProtocol } from './requirements';
import { LustreDeploymentType } from '../lustre/limits';
import { OntapDeploymentType } from '../ontap/limits';

/** A kind of file system that the library builds. */
export type OfferId = 'lustre-scratch' | 'lustre-persistent' | 'ontap-single-az' | 'ontap-multi-az';

/** What a kind of file system can do, in plain words where a person reads them. */
export interface Offer {
  readonly backend: MlBackend;
  readonly name: string;
  /** What it is, for somebody who has never heard of it. */
  readonly what: string;
  readonly lustreTypes: readonly LustreDeploymentType[];
  readonly ontapTypes: readonly OntapDeploymentType[];
  readonly s3: boolean;
  readonly zones: 1 | 2;
  readonly snapshots: boolean;
  readonly durable: boolean;
  /** Goes with the claim, and costs nothing afterwards. */
  readonly passing: boolean;
  readonly protocols: readonly MlProtocol[];
  readonly durability: string;
  readonly cannot: readonly string[];
}

const NO_LUSTRE: readonly LustreDeploymentType[] = [];
const NO_ONTAP: readonly OntapDeploymentType[] = [];
const LUSTRE_CANNOT = ['take snapshots or clones', 'be reached by NFS, iSCSI or NVMe', 'be reached while its Availability Zone is down'];

/** One row for each kind. */
export const OFFERS: Readonly<Record<OfferId, Offer>> = {
  'lustre-scratch': {
    backend: MlBackend.LUSTRE,
    name: 'Amazon FSx for Lustre, scratch',
    what: 'a fast file system for many pods, made for the time of a job',
    lustreTypes: [LustreDeploymentType.SCRATCH_2], ontapTypes: NO_ONTAP,
    s3: true, zones: 1, snapshots: false, durable: false, passing: true, protocols: [MlProtocol.FILES],
    durability: 'one copy of the data: what a failing server held is lost',
    cannot: ['keep data when a server fails', ...LUSTRE_CANNOT],
  },
  'lustre-persistent': {
    backend: MlBackend.LUSTRE,
    name: 'Amazon FSx for Lustre, persistent',
    what: 'a file system made for many pods that read and write large files at the same time',
    lustreTypes: [LustreDeploymentType.PERSISTENT_2], ontapTypes: NO_ONTAP,
    s3: true, zones: 1, snapshots: false, durable: true, passing: false, protocols: [MlProtocol.FILES],
    durability: 'data survives the failure of disks and servers, in one Availability Zone',
    cannot: LUSTRE_CANNOT,
  },
  'ontap-single-az': {
    backend: MlBackend.ONTAP,
    name: 'Amazon FSx for NetApp ONTAP in one Availability Zone',
    what: 'a storage system with snapshots and copies that take no space, reached by NFS or as block devices',
    lustreTypes: NO_LUSTRE, ontapTypes: [OntapDeploymentType.SINGLE_AZ_1, OntapDeploymentType.SINGLE_AZ_2],
    s3: false, zones: 1, snapshots: true, durable: true, passing: false,
    protocols: [MlProtocol.FILES, MlProtocol.NFS, MlProtocol.ISCSI, MlProtocol.NVME],
    durability: 'data survives the failure of disks and servers, in one Availability Zone',
    cannot: ['be linked to S3', 'be reached while its Availability Zone is down'],
  },
  'ontap-multi-az': {
    backend: MlBackend.ONTAP,
    name: 'Amazon FSx for NetApp ONTAP in two Availability Zones',
    what: 'a storage system with snapshots and copies that take no space, kept twice, in two Availability Zones',
    lustreTypes: NO_LUSTRE, ontapTypes: [OntapDeploymentType.MULTI_AZ_1, OntapDeploymentType.MULTI_AZ_2],
    s3: false, zones: 2, snapshots: true, durable: true, passing: false,
    protocols: [MlProtocol.FILES, MlProtocol.NFS, MlProtocol.ISCSI, MlProtocol.NVME],
    durability: 'data survives the loss of an Availability Zone, and pods go on',
    cannot: ['be linked to S3'],
  },
};
