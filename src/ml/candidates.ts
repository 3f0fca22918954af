import { Offer, OfferId, OFFERS } from './offers';
import { monthlyUsd } from './price';
import { MlDatasetAccess, MlProtocol, Requirements } from './requirements';
import { LIMITS, LustreDeploymentType, LustreStorageType } from '../lustre/limits';
import { LustreSizing } from '../lustre/sizing';
import { ONTAP_LIMITS, ONTAP_SERVICE, OntapDeploymentType } from '../ontap/limits';
import { OntapSizing } from '../ontap/sizing';

/** A file system that FSx offers and that is large and fast enough. */
export interface Candidate {
  readonly id: OfferId;
  readonly offer: Offer;
  readonly deploymentType: LustreDeploymentType | OntapDeploymentType;
  /** The capacity of the whole file system. */
  readonly capacityGiB: number;
  readonly throughputMBps: number;
  readonly perUnitStorageThroughput?: number;
  readonly haPairs?: number;
  readonly throughputCapacityPerHaPair?: number;
  readonly monthlyUsd: number;
}

const BLOCK = [MlProtocol.ISCSI, MlProtocol.NVME];

/** All file systems of a kind that are large and fast enough. */
export function candidatesOf(id: OfferId, r: Requirements): Candidate[] {
  const offer = OFFERS[id];
  return [...lustreOf(id, offer, r), ...ontapOf(id, offer, r)];
}

function lustreOf(id: OfferId, offer: Offer, r: Requirements): Candidate[] {
  const types = offer.lustreTypes.filter(type => r.dataset === undefined || canLink(type, offer, r.dataset));
  if (types.length === 0) {
    return [];
  }
  const choices = LustreSizing.choices({
    minimumCapacityGiB: r.sizeGiB, minimumThroughputMBps: r.throughputMBps, deploymentTypes: types,
    storageTypes: [LustreStorageType.SSD], // the only one that prices.ts has
  });
  return choices.map(({ deploymentType, capacityGiB, throughputMBps, perUnitStorageThroughput }) => priced({
    id, offer, deploymentType, capacityGiB: capacityGiB!, throughputMBps, perUnitStorageThroughput,
  }));
}

/** Whether a type supports the link to S3 with which builders.ts creates it: an import path or an association. */
function canLink(type: LustreDeploymentType, { passing }: Offer, dataset: MlDatasetAccess): boolean {
  const { importPaths, storage } = LIMITS[type];
  return passing && dataset !== MlDatasetAccess.WRITE_BACK ? importPaths : storage.SSD?.associations === true;
}

function ontapOf(id: OfferId, offer: Offer, r: Requirements): Candidate[] {
  const types = offer.ontapTypes.filter(type => !r.protocols.includes(MlProtocol.NVME) || ONTAP_LIMITS[type].nvme);
  if (types.length === 0) {
    return [];
  }
  const block = r.protocols.some(protocol => BLOCK.includes(protocol));
  const choices = OntapSizing.choices({
    minimumCapacityGiB: r.sizeGiB / ONTAP_SERVICE.fillUpTo,
    minimumThroughputMBps: r.throughputMBps,
    deploymentTypes: types,
    blockDevices: block,
  });
  // A block device is on one HA pair, which limits its size and throughput.
  const onOnePair = r.sizeGiB <= ONTAP_SERVICE.maxFlexVolGiB;
  return choices.filter(({ haPairs }) => !block || (haPairs === 1 && onOnePair))
    .map(choice => priced({ id, offer, ...choice }));
}

function priced(candidate: Omit<Candidate, 'monthlyUsd'>): Candidate {
  return { ...candidate, monthlyUsd: monthlyUsd(candidate) };
}
