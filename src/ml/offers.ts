import { MlBackend, MlProtocol } from './requirements';
import { LustreDeploymentType, LustreStorageType, deploymentTypesWith } from '../lustre/limits';
import { ONTAP_LIMITS, OntapDeploymentType, ontapDeploymentTypesWith } from '../ontap/limits';

/** A kind of file system that MlTrainingVolume can create. */
export type OfferId =
  | 'lustre-scratch' | 'lustre-persistent' | 'lustre-hdd' | 'lustre-intelligent-tiering' | 'ontap-single-az' | 'ontap-multi-az';

/** The properties of a kind of file system. Texts are for readers who do not know FSx. */
export interface Offer {
  readonly backend: MlBackend;
  readonly name: string;
  /** A description in one phrase. */
  readonly what: string;
  readonly lustreTypes: readonly LustreDeploymentType[];
  readonly storageType?: LustreStorageType;
  readonly ontapTypes: readonly OntapDeploymentType[];
  readonly s3: boolean;
  readonly zones: 1 | 2;
  readonly snapshots: boolean;
  readonly durable: boolean;
  /** Whether it is deleted with its claim. */
  readonly passing: boolean;
  /** Whether a rate of metadata operations can be provisioned. */
  readonly metadata: boolean;
  readonly protocols: readonly MlProtocol[];
  readonly durability: string;
  readonly cannot: readonly string[];
}

const NO_LUSTRE: readonly LustreDeploymentType[] = [];
const NO_ONTAP: readonly OntapDeploymentType[] = [];
const LUSTRE_CANNOT = [
  'create snapshots or clones', 'be accessed with NFS, iSCSI or NVMe',
  'be accessed while its Availability Zone is down',
];
const LUSTRE = {
  backend: MlBackend.LUSTRE, ontapTypes: NO_ONTAP, s3: true, zones: 1, snapshots: false, durable: true, passing: false,
  metadata: false,
  protocols: [MlProtocol.FILES], durability: 'data survives the failure of disks and servers, in one Availability Zone', cannot: LUSTRE_CANNOT,
} as const;
const ONTAP = {
  backend: MlBackend.ONTAP,
  lustreTypes: NO_LUSTRE,
  s3: false,
  snapshots: true,
  durable: true,
  passing: false,
  metadata: true,
  protocols: [MlProtocol.FILES, MlProtocol.NFS, MlProtocol.ISCSI, MlProtocol.NVME],
} as const;

/** The durable types with a storage type. */
function durableOn(storageType: LustreStorageType): LustreDeploymentType[] {
  return deploymentTypesWith(({ durable, storage }) => durable && storage[storageType] !== undefined);
}

/** One row per kind. */
export const OFFERS: Readonly<Record<OfferId, Offer>> = {
  'lustre-scratch': {
    ...LUSTRE,
    name: 'Amazon FSx for Lustre, scratch',
    what: 'a fast file system for many pods for the duration of a job',
    lustreTypes: deploymentTypesWith(({ durable, growable }) => !durable && growable),
    storageType: LustreStorageType.SSD,
    durable: false, passing: true,
    durability: 'one copy of the data: files on a failing server are lost',
    cannot: ['keep data when a server fails', ...LUSTRE_CANNOT],
  },
  'lustre-persistent': {
    ...LUSTRE,
    name: 'Amazon FSx for Lustre, persistent',
    what: 'a file system for many pods that read and write large files at the same time',
    lustreTypes: durableOn(LustreStorageType.SSD), storageType: LustreStorageType.SSD, metadata: true,
  },
  'lustre-hdd': {
    ...LUSTRE,
    name: 'Amazon FSx for Lustre on hard disks',
    what: 'a large file system for data that pods read in long sequences',
    lustreTypes: durableOn(LustreStorageType.HDD), storageType: LustreStorageType.HDD,
    cannot: ['read small files quickly', ...LUSTRE_CANNOT],
  },
  'lustre-intelligent-tiering': {
    ...LUSTRE,
    name: 'Amazon FSx for Lustre, Intelligent-Tiering',
    what: 'an elastic file system that is billed by use',
    lustreTypes: durableOn(LustreStorageType.INTELLIGENT_TIERING), storageType: LustreStorageType.INTELLIGENT_TIERING,
    s3: false,
    durability: 'data survives the failure of an Availability Zone, but pods cannot access it meanwhile',
    cannot: ['be linked to S3', ...LUSTRE_CANNOT],
  },
  'ontap-single-az': {
    ...ONTAP,
    name: 'Amazon FSx for NetApp ONTAP in one Availability Zone',
    what: 'a storage system with snapshots and clones that share space, with NFS and block devices',
    ontapTypes: ontapDeploymentTypesWith(({ zones }) => zones === 1), zones: 1,
    durability: 'data survives the failure of disks and servers, in one Availability Zone',
    cannot: ['be linked to S3', 'be accessed while its Availability Zone is down'],
  },
  'ontap-multi-az': {
    ...ONTAP,
    name: 'Amazon FSx for NetApp ONTAP in two Availability Zones',
    what: 'a storage system with snapshots and clones that share space, with copies of the data in two Availability Zones',
    ontapTypes: ontapDeploymentTypesWith(({ zones }) => zones === 2), zones: 2,
    durability: 'data survives the failure of an Availability Zone, and pods keep access to it',
    cannot: ['be linked to S3'],
  },
};

/** What AWS does not document about a type; undefined if nothing important is missing. */
export function undocumentedOf(type: LustreDeploymentType | OntapDeploymentType): string | undefined {
  return ONTAP_LIMITS[type as OntapDeploymentType]?.undocumented;
}
