import { PRICES } from './prices';
import { MlBackend, MlProtocol } from './requirements';
import { DeploymentTypeLimits, LustreDeploymentType, deploymentTypesWith } from '../lustre/limits';
import { OntapDeploymentLimits, OntapDeploymentType, ontapDeploymentTypesWith } from '../ontap/limits';

/** A kind of file system that MlTrainingVolume can create. */
export type OfferId = 'lustre-scratch' | 'lustre-persistent' | 'ontap-single-az' | 'ontap-multi-az';

/** The properties of a kind of file system. Texts are for readers who do not know FSx. */
export interface Offer {
  readonly backend: MlBackend;
  readonly name: string;
  /** A description in one phrase. */
  readonly what: string;
  readonly lustreTypes: readonly LustreDeploymentType[];
  readonly ontapTypes: readonly OntapDeploymentType[];
  readonly s3: boolean;
  readonly zones: 1 | 2;
  readonly snapshots: boolean;
  readonly durable: boolean;
  /** Whether it is deleted with its claim. */
  readonly passing: boolean;
  readonly protocols: readonly MlProtocol[];
  readonly durability: string;
  readonly cannot: readonly string[];
}

/** The deployment types of Lustre that the advisor compares: those that have prices. */
function lustreTypes(condition: (limits: DeploymentTypeLimits) => boolean): LustreDeploymentType[] {
  return deploymentTypesWith(condition).filter(type => type in PRICES.lustre);
}

/** The deployment types of ONTAP that the advisor compares: those that have prices. */
function ontapTypes(condition: (limits: OntapDeploymentLimits) => boolean): OntapDeploymentType[] {
  return ontapDeploymentTypesWith(condition).filter(type => type in PRICES.ontap);
}

const NO_LUSTRE: readonly LustreDeploymentType[] = [];
const NO_ONTAP: readonly OntapDeploymentType[] = [];
const LUSTRE_CANNOT = [
  'create snapshots or clones', 'be accessed with NFS, iSCSI or NVMe',
  'be accessed while its Availability Zone is down',
];

/** One row per kind. */
export const OFFERS: Readonly<Record<OfferId, Offer>> = {
  'lustre-scratch': {
    backend: MlBackend.LUSTRE,
    name: 'Amazon FSx for Lustre, scratch',
    what: 'a fast file system for many pods for the duration of a job',
    lustreTypes: lustreTypes(({ durable }) => !durable), ontapTypes: NO_ONTAP,
    s3: true, zones: 1, snapshots: false, durable: false, passing: true, protocols: [MlProtocol.FILES],
    durability: 'one copy of the data: files on a failing server are lost',
    cannot: ['keep data when a server fails', ...LUSTRE_CANNOT],
  },
  'lustre-persistent': {
    backend: MlBackend.LUSTRE,
    name: 'Amazon FSx for Lustre, persistent',
    what: 'a file system for many pods that read and write large files at the same time',
    lustreTypes: lustreTypes(({ durable }) => durable), ontapTypes: NO_ONTAP,
    s3: true, zones: 1, snapshots: false, durable: true, passing: false, protocols: [MlProtocol.FILES],
    durability: 'data survives the failure of disks and servers, in one Availability Zone',
    cannot: LUSTRE_CANNOT,
  },
  'ontap-single-az': {
    backend: MlBackend.ONTAP,
    name: 'Amazon FSx for NetApp ONTAP in one Availability Zone',
    what: 'a storage system with snapshots and clones that share space, with NFS and block devices',
    lustreTypes: NO_LUSTRE, ontapTypes: ontapTypes(({ zones }) => zones === 1),
    s3: false, zones: 1, snapshots: true, durable: true, passing: false,
    protocols: [MlProtocol.FILES, MlProtocol.NFS, MlProtocol.ISCSI, MlProtocol.NVME],
    durability: 'data survives the failure of disks and servers, in one Availability Zone',
    cannot: ['be linked to S3', 'be accessed while its Availability Zone is down'],
  },
  'ontap-multi-az': {
    backend: MlBackend.ONTAP,
    name: 'Amazon FSx for NetApp ONTAP in two Availability Zones',
    what: 'a storage system with snapshots and clones that share space, with copies of the data in two Availability Zones',
    lustreTypes: NO_LUSTRE, ontapTypes: ontapTypes(({ zones }) => zones === 2),
    s3: false, zones: 2, snapshots: true, durable: true, passing: false,
    protocols: [MlProtocol.FILES, MlProtocol.NFS, MlProtocol.ISCSI, MlProtocol.NVME],
    durability: 'data survives the failure of an Availability Zone, and pods keep access to it',
    cannot: ['be linked to S3'],
  },
};
