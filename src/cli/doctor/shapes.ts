import { Described, KubernetesObject } from './facts';
import { LUSTRE_DRIVER } from '../../lustre/driver';
import { TRIDENT } from '../../ontap/driver';

/** The drivers whose volumes the doctor inspects. */
export const DRIVERS: readonly string[] = [LUSTRE_DRIVER.driverName, TRIDENT.driverName];
export const LUSTRE = LUSTRE_DRIVER.driverName;
export const ONTAP = TRIDENT.driverName;

/** Shown for a failure without a message. */
export const NO_REASON = 'FSx gives no reason';

const FILE_SYSTEM_ID = /fs-[0-9a-f]{8,}/;
const REGION_OF_NAME = /\.fsx\.([a-z0-9-]+)\./;
const UNITS: { readonly [suffix: string]: number } = {
  '': 1, 'k': 1e3, 'M': 1e6, 'G': 1e9, 'T': 1e12, 'P': 1e15, 'Ki': 2 ** 10, 'Mi': 2 ** 20, 'Gi': 2 ** 30, 'Ti': 2 ** 40,
  'Pi': 2 ** 50,
};

export function nameOf({ metadata }: KubernetesObject): string {
  return metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`;
}

/** `claim ml/scratch`. */
export function claimName(claim: KubernetesObject): string {
  return `claim ${nameOf(claim)}`;
}

export function ageInMinutes(object: KubernetesObject, now: number): number {
  return (now - Date.parse(object.metadata.creationTimestamp)) / 60_000;
}

/** The driver of a claim, from its volume or else its class; undefined if neither exists. */
export function driverOf(
  claim: KubernetesObject, volumes: readonly KubernetesObject[], classes: readonly KubernetesObject[],
): string | undefined {
  const volume = volumes.find(({ metadata }) => metadata.name === claim.spec.volumeName);
  return volume?.spec.csi?.driver ?? classes
    .find(({ metadata }) => metadata.name === claim.spec.storageClassName)?.provisioner;
}

export function volumesOf(driver: string, volumes: readonly KubernetesObject[]): KubernetesObject[] {
  return volumes.filter(({ spec }) => spec.csi?.driver === driver);
}

/** The file system of a Lustre volume. Mounting uses the DNS name, so it has precedence over the handle. */
export function fileSystemOf(volume: KubernetesObject): string | undefined {
  const { volumeAttributes, volumeHandle } = volume.spec.csi;
  return FILE_SYSTEM_ID.exec(volumeAttributes?.dnsname ?? '')?.[0] ?? FILE_SYSTEM_ID.exec(volumeHandle ?? '')?.[0];
}

export function regionOf(volume: KubernetesObject): string | undefined {
  return REGION_OF_NAME.exec(volume.spec.csi.volumeAttributes?.dnsname ?? '')?.[1];
}

/** The file system of a Trident backend. */
export function fileSystemOfBackend(config: KubernetesObject): string | undefined {
  const { aws } = config.spec ?? {};
  return aws?.fsxFilesystemID ?? aws?.fsxFileSystemId;
}

/** The bytes of a Kubernetes quantity; NaN for an invalid one. */
export function bytes(quantity: string | undefined): number {
  const [, figure, suffix] = /^(\d+(?:\.\d+)?)([A-Za-z]*)$/.exec(quantity ?? '') ?? [];
  return Number(figure) * (UNITS[suffix] ?? NaN);
}

/** The text of an event. */
export function messageOf(event: KubernetesObject): string {
  return String(event.message ?? event.note ?? '');
}

export function eventsOf(object: KubernetesObject, events: readonly KubernetesObject[]): KubernetesObject[] {
  const { name, namespace, uid } = object.metadata;
  // Events of an earlier object with the same name have another uid.
  return events.filter(({ involvedObject: of }) => of?.name === name && of?.namespace === namespace
    && [uid, undefined].includes(of?.uid));
}

export function tagOf(described: Described, key: string): string | undefined {
  return described.Tags?.find((tag: Described) => tag.Key === key)?.Value;
}

const LINE = { start: 60, end: 240 };

/** A text as one line, shortened in the middle: its start identifies the component, and its end contains the reason. */
export function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > LINE.start + LINE.end ? `${line.slice(0, LINE.start)}…${line.slice(-LINE.end)}` : line;
}

/** A lifecycle, with the message of FSx if there is one. */
export function withReason(lifecycle: string, details: Described | undefined): string {
  return details?.Message ? oneLine(`${lifecycle}: ${details.Message}`) : lifecycle;
}
