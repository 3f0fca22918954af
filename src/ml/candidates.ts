import { Demand } from './demand';
import { automaticMetadataIops, capacitiesForMetadata, metadataIopsFor, metadataOf } from './metadata';
import { Offer, OfferId, OFFERS } from './offers';
import { PriceLine, Priced, priceLines, totalOf } from './price';
import { PriceTable } from './prices';
import { MlDatasetAccess, MlProtocol, Requirements } from './requirements';
import { LIMITS, LustreDeploymentType, LustreStorageType } from '../lustre/limits';
import { LustreSizing, LustreSizingChoice } from '../lustre/sizing';
import { ONTAP_LIMITS, ONTAP_SERVICE, OntapDeploymentType } from '../ontap/limits';
import { OntapSizing, OntapSizingChoice, iopsRange } from '../ontap/sizing';

/** A file system that FSx offers and that is large and fast enough. */
export interface Candidate extends Priced {
  readonly id: OfferId;
  readonly offer: Offer;
  readonly deploymentType: LustreDeploymentType | OntapDeploymentType;
  /** The capacity of the whole file system; the size of the data if the capacity is elastic. */
  readonly capacityGiB: number;
  readonly throughputMBps: number;
  readonly perUnitStorageThroughput?: number;
  readonly haPairs?: number;
  readonly throughputCapacityPerHaPair?: number;
  /** The lines of the estimate; undefined if a price is not known. */
  readonly lines?: readonly PriceLine[];
  readonly monthlyUsd?: number;
}

const BLOCK = [MlProtocol.ISCSI, MlProtocol.NVME];
const { INTELLIGENT_TIERING } = LustreStorageType;

/** All file systems of a kind that are large and fast enough. */
export function candidatesOf(id: OfferId, r: Requirements, demand: Demand, prices: PriceTable): Candidate[] {
  const offer = OFFERS[id];
  return [...lustreOf(offer, r, demand), ...ontapOf(offer, r, demand)].map(file => {
    const lines = priceLines(file, prices);
    return { ...file, id, offer, lines, monthlyUsd: lines && totalOf(lines) };
  });
}

function lustreOf(offer: Offer, r: Requirements, { throughputMBps, metadataOperationsPerSecond }: Demand): Priced[] {
  const deploymentTypes = offer.lustreTypes.filter(type => r.dataset === undefined || canLink(type, offer, r.dataset));
  if (deploymentTypes.length === 0) {
    return [];
  }
  const metadataCapacities = deploymentTypes.flatMap(type => {
    const limits = metadataOperationsPerSecond > 0 ? metadataOf(type, offer.storageType!) : undefined;
    return limits ? capacitiesForMetadata(limits, metadataOperationsPerSecond) : [];
  });
  const minimumCapacities = [...new Set([r.sizeGiB, ...metadataCapacities.filter(gib => gib > r.sizeGiB)])];
  const choices = minimumCapacities.flatMap(minimumCapacityGiB => LustreSizing.choices({
    minimumCapacityGiB, minimumThroughputMBps: throughputMBps, deploymentTypes, storageTypes: [offer.storageType!],
  }));
  return choices.flatMap(choice => withMetadata(choice, r, metadataOperationsPerSecond));
}

/** Whether a type supports the link to S3 with which builders.ts creates it: an import path or an association. */
function canLink(type: LustreDeploymentType, { passing, storageType }: Offer, dataset: MlDatasetAccess): boolean {
  const { importPaths, storage } = LIMITS[type];
  return passing && dataset !== MlDatasetAccess.WRITE_BACK ? importPaths : storage[storageType!]?.associations === true;
}

/** Without metadata IOPS in the limits, FSx does not state how many metadata operations a file system performs. */
function withMetadata(choice: LustreSizingChoice, { sizeGiB }: Requirements, operationsPerSecond: number): Priced[] {
  const { deploymentType, storageType, throughputMBps, perUnitStorageThroughput } = choice;
  const capacityGiB = choice.capacityGiB ?? Math.ceil(sizeGiB);
  const file = { deploymentType, storageType, capacityGiB, throughputMBps, perUnitStorageThroughput };
  if (operationsPerSecond === 0) {
    return [file];
  }
  const metadata = metadataOf(deploymentType, storageType);
  const metadataIops = metadata && metadataIopsFor(metadata, operationsPerSecond, capacityGiB);
  return metadataIops === undefined ? [] : [{ ...file, metadataIops }];
}

function ontapOf(offer: Offer, r: Requirements, { throughputMBps, metadataOperationsPerSecond }: Demand): Priced[] {
  const types = offer.ontapTypes.filter(type => !r.protocols.includes(MlProtocol.NVME) || ONTAP_LIMITS[type].nvme);
  if (types.length === 0) {
    return [];
  }
  const block = r.protocols.some(protocol => BLOCK.includes(protocol));
  const choices = OntapSizing.choices({
    minimumCapacityGiB: r.sizeGiB / ONTAP_SERVICE.fillUpTo,
    minimumThroughputMBps: throughputMBps,
    deploymentTypes: types,
    blockDevices: block,
  });
  // A block device is on one HA pair, which limits its size and throughput.
  const onOnePair = r.sizeGiB <= ONTAP_SERVICE.maxFlexVolGiB;
  return choices.filter(({ haPairs }) => !block || (haPairs === 1 && onOnePair))
    .flatMap(choice => withDiskIops(choice, metadataOperationsPerSecond));
}

/** Planned as one SSD operation for each metadata operation. */
function withDiskIops(choice: OntapSizingChoice, operationsPerSecond: number): Priced[] {
  const { min, max } = iopsRange(choice.deploymentType, choice.haPairs, choice.capacityGiB);
  return operationsPerSecond > max
    ? []
    : [operationsPerSecond > min ? { ...choice, diskIops: operationsPerSecond } : choice];
}

/** Whether the metadata IOPS of a file system are those that its price includes. */
export function hasIncludedMetadata({ deploymentType, storageType, metadataIops, capacityGiB }: Priced): boolean {
  const metadata = metadataOf(deploymentType as LustreDeploymentType, storageType!);
  return metadata !== undefined && metadataIops === automaticMetadataIops(metadata, capacityGiB);
}

/** Whether the capacity follows the data, so that there is none to set. */
export function isElastic({ storageType }: Priced): boolean {
  return storageType === INTELLIGENT_TIERING;
}
