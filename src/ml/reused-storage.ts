import { Candidate } from './candidates';
import { Choice } from './choose';
import { kindsOf } from './claim';
import { priceLines, totalOf } from './price';
import { MlTrainingVolumeProps } from './props';
import { MlBackend, MlProtocol } from './requirements';
import { FsxOntapStorage } from '../ontap/fsx-ontap-storage';
import { ONTAP_LIMITS, OntapDeploymentType, OntapSanType, OntapStorageDriver, STORAGE_DRIVERS } from '../ontap/limits';
import { andList } from '../validation/text';

/** What a storage that is there already is: its own figures, as far as they are known. */
export function reused(choice: Choice, { _configuration: configuration }: FsxOntapStorage): Choice {
  const { deploymentType, capacity, haPairs = 1, throughputCapacityPerHaPair } = configuration;
  const isKnown = [capacity, throughputCapacityPerHaPair].every(value => typeof value === 'number');
  const zones = ONTAP_LIMITS[deploymentType as OntapDeploymentType]?.zones;
  const first = choice.candidates.find(({ offer }) => offer.zones === zones) ?? choice.candidates[0];
  const figures = isKnown
    ? {
      capacityGiB: capacity,
      haPairs,
      throughputCapacityPerHaPair,
      throughputMBps: throughputCapacityPerHaPair * haPairs,
    }
    : {};
  const sized: Candidate = { ...first, ...figures, deploymentType: deploymentType ?? first.deploymentType };
  const lines = isKnown ? priceLines(sized, choice.prices) : undefined;
  const candidate = { ...sized, lines, monthlyUsd: lines && totalOf(lines) };
  const because = 'the storage already exists and meets all requirements';
  return { ...choice, changes: () => [], alternatives: [], candidates: [candidate], decision: { id: 'reused', applies: () => true, offers: [first.id], because } };
}

/** Properties that belong to the storage and would be ignored here. */
const OF_THE_STORAGE: readonly (keyof MlTrainingVolumeProps)[] = [
  'vpcSubnets', 'zoneAffinity', 'removalPolicy', 'reclaimPolicy', 'lustreDriver', 'tridentDriver', 'delivery', 'acknowledge',
];

/** The requirements that a storage does not meet. */
export function unmetBy(storage: FsxOntapStorage, props: MlTrainingVolumeProps): string[] {
  const { backend, multiAz, snapshots, clones, throughputMBps = 0, protocols = [], readers = 1 } = props;
  const {
    deploymentType,
    haPairs = 1,
    throughputCapacityPerHaPair,
    backends,
    snapshots: hasSnapshots,
  } = storage._configuration;
  const offered = throughputCapacityPerHaPair * haPairs; // NaN where it is not known
  const missing = protocols.filter(
    protocol => protocol !== MlProtocol.FILES && !backends.some((other: any) => protocolOf(other) === protocol),
  );
  const idle = OF_THE_STORAGE.filter(name => props[name] !== undefined);
  return [
    ...backend === MlBackend.LUSTRE ? ['backend LUSTRE is required, and the storage is on ONTAP'] : [],
    ...multiAz && `${deploymentType}`.startsWith('SINGLE') ? ['multiAz is set, and the storage is in one Availability Zone'] : [],
    ...(snapshots || clones) && !hasSnapshots ? ['snapshots or clones are required, and the storage has none'] : [],
    ...throughputMBps > offered ? [`throughput ${throughputMBps} MB/s is required, and the storage has ${offered}`] : [],
    ...readers > 1 && !backends.some((other: any) => protocolOf(other) === MlProtocol.NFS)
      ? [`readers ${readers} are required, and the storage has block devices only`]
      : [],
    ...idle.length > 0 ? [`${andList(idle)} ${idle.length > 1 ? 'belong to the storage, which has them' : 'belongs to the storage, which has it'} already`] : [],
    ...missing.length > 0 ? [`protocols ${andList(missing)} are required, and the storage has no backend for that`] : [],
  ];
}

/** The backend of a storage that meets the requirements of the volume; undefined if any backend does. */
export function backendOf(
  storage: FsxOntapStorage,
  { protocols = [], readers = 1, snapshots, clones }: MlTrainingVolumeProps,
): string | undefined {
  const wanted = kindsOf(protocols, readers)[0];
  const fitting = storage._configuration.backends.filter(
    (backend: any) =>
      protocolOf(backend) === wanted
      && (!(snapshots || clones) || STORAGE_DRIVERS[backend.driver as OntapStorageDriver].snapshots),
  );
  return fitting[0]?.backendName;
}

function protocolOf(
  { driver, sanType }: { readonly driver: OntapStorageDriver; readonly sanType?: OntapSanType },
): MlProtocol {
  return STORAGE_DRIVERS[driver].protocol === 'nas' ? MlProtocol.NFS : sanType === OntapSanType.NVME ? MlProtocol.NVME : MlProtocol.ISCSI;
}
