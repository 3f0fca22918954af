import { Size, aws_ec2 as ec2 } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Candidate, hasIncludedMetadata, isElastic } from './candidates';
import { Built, claimOf, kindsOf, snapshotsOf, stemOf } from './claim';
import { OfferId } from './offers';
import { LUSTRE_ALIASES, ONTAP_ALIASES } from './property-aliases';
import { MlDataset, MlTrainingVolumeProps } from './props';
import { MlProtocol } from './requirements';
import { clusterHandle, isCreatedInApp } from '../cluster/cluster-handle';
import { selectSubnets } from '../cluster/subnet-selection';
import { ReclaimPolicy } from '../kubernetes/enums';
import { DataRepository } from '../lustre/data-repository';
import { FsxLustreStorage } from '../lustre/fsx-lustre-storage';
import {
  DataRepositoryEvent, LustreDeploymentType, LustreDriveCacheType, LustreMetadataMode, LustreReadCacheSizingMode,
  LustreStorageType,
} from '../lustre/limits';
import { LustreProvisioning } from '../lustre/provisioning';
import { OntapBackend } from '../ontap/backend';
import { FsxOntapStorage } from '../ontap/fsx-ontap-storage';
import { ONTAP_SERVICE, OntapDeploymentType, OntapDiskIopsMode, OntapSanType } from '../ontap/limits';
import { OntapProvisioning } from '../ontap/provisioning';
import { unwrap } from '../validation/normalize';
import { aliasProperties } from '../validation/validate';

const WRITE_BACK = [DataRepositoryEvent.NEW, DataRepositoryEvent.CHANGED, DataRepositoryEvent.DELETED];

/** How each kind is built. A kind without a builder does not compile. */
export const BUILDERS: Record<
  OfferId,
  (volume: Construct, props: MlTrainingVolumeProps, candidate: Candidate) => Built
> = {
  'lustre-scratch': scratch,
  'lustre-persistent': persistent,
  'lustre-hdd': persistent,
  'lustre-intelligent-tiering': persistent,
  'ontap-single-az': ontap,
  'ontap-multi-az': ontap,
};

/** A file system for each claim, which is deleted with it. With `writeBack`, a file system of the stack, because only that can export automatically. */
function scratch(volume: Construct, props: MlTrainingVolumeProps, candidate: Candidate): Built {
  const { dataset, zoneAffinity, removalPolicy, reclaimPolicy = ReclaimPolicy.DELETE } = props;
  const shared = {
    deploymentType: candidate.deploymentType as LustreDeploymentType,
    subnet: subnetsOf(volume, props)?.[0],
  };
  if (dataset?.writeBack) {
    return lustre(
      volume,
      props,
      LustreProvisioning.managed({
        ...shared,
        capacity: Size.gibibytes(candidate.capacityGiB),
        dataRepositories: [repositoryOf(dataset)],
        zoneAffinity,
        removalPolicy,
      }),
    );
  }
  return lustre(volume, props, LustreProvisioning.dynamic({
    ...shared, reclaimPolicy, removalPolicy, storageClassName: `fsx-lustre-${stemOf(volume)}`,
    s3ImportPath: dataset?.bucket.s3UrlForObject(dataset.prefix?.replace(/\/$/, '')),
  }), Size.gibibytes(candidate.capacityGiB));
}

function persistent(volume: Construct, props: MlTrainingVolumeProps, candidate: Candidate): Built {
  const { dataset, zoneAffinity, removalPolicy } = props;
  return lustre(volume, props, LustreProvisioning.managed({
    deploymentType: candidate.deploymentType as LustreDeploymentType,
    ...mediumOf(candidate),
    ...metadataOf(candidate),
    perUnitStorageThroughput: candidate.perUnitStorageThroughput,
    dataRepositories: dataset && [repositoryOf(dataset)],
    subnet: subnetsOf(volume, props)?.[0], zoneAffinity, removalPolicy,
  }));
}

function mediumOf(candidate: Candidate) {
  if (isElastic(candidate)) {
    return {
      storageType: LustreStorageType.INTELLIGENT_TIERING, throughputCapacity: candidate.throughputMBps,
      dataReadCacheConfiguration: { sizingMode: LustreReadCacheSizingMode.PROPORTIONAL_TO_THROUGHPUT_CAPACITY },
      metadataConfiguration: { mode: LustreMetadataMode.AUTOMATIC },
    };
  }
  const capacity = Size.gibibytes(candidate.capacityGiB);
  return candidate.storageType === LustreStorageType.HDD
    ? { capacity, storageType: LustreStorageType.HDD, driveCacheType: LustreDriveCacheType.NONE }
    : { capacity };
}

function metadataOf(candidate: Candidate) {
  const { metadataIops: iops } = candidate;
  if (iops === undefined) {
    return {};
  }
  const metadataConfiguration = hasIncludedMetadata(candidate)
    ? { mode: LustreMetadataMode.AUTOMATIC }
    : { mode: LustreMetadataMode.USER_PROVISIONED, iops };
  return { metadataConfiguration };
}

function lustre(volume: Construct, props: MlTrainingVolumeProps, provisioning: LustreProvisioning, size?: Size): Built {
  aliasProperties(volume, LUSTRE_ALIASES);
  const storage = new FsxLustreStorage(volume, 'Lustre', {
    cluster: props.cluster,
    driver: props.lustreDriver,
    delivery: props.delivery,
    acknowledge: props.acknowledge,
    provisioning,
    claim: { ...claimOf(volume, props), size },
  });
  return { lustre: storage, claim: storage._claim };
}

function ontap(volume: Construct, props: MlTrainingVolumeProps, candidate: Candidate): Built {
  const { protocols = [], removalPolicy, reclaimPolicy } = props;
  const subnets = subnetsOf(volume, props)?.slice(0, candidate.offer.zones);
  aliasProperties(volume, ONTAP_ALIASES);
  const storage = new FsxOntapStorage(volume, 'Ontap', {
    cluster: props.cluster, driver: props.tridentDriver, delivery: props.delivery, acknowledge: props.acknowledge,
    provisioning: OntapProvisioning.managed({
      deploymentType: candidate.deploymentType as OntapDeploymentType,
      capacity: Size.gibibytes(candidate.capacityGiB),
      haPairs: candidate.haPairs,
      throughputCapacityPerHaPair: candidate.throughputCapacityPerHaPair!,
      diskIopsConfiguration: candidate.diskIops === undefined
        ? undefined
        : { mode: OntapDiskIopsMode.USER_PROVISIONED, iops: Math.ceil(candidate.diskIops) },
      vpcSubnets: subnets && { subnets },
      removalPolicy,
    }),
    backends: backendsOf(protocols, props.readers ?? 1, isFlexGroup(candidate, unwrap(props.size, 'GiB') as number)),
    reclaimPolicy,
    storageClassName: `fsx-ontap-${stemOf(volume)}`,
    claim: { ...claimOf(volume, props), ...snapshotsOf(props), size: volumeSize(props.size, candidate) },
  });
  return { ontap: storage, claim: storage._claim };
}

/** The selected subnets. A list or a VPC of the app is required, because others depend on the order of the subnets. */
function subnetsOf(volume: Construct, { cluster, vpcSubnets }: MlTrainingVolumeProps): ec2.ISubnet[] | undefined {
  if (!vpcSubnets) {
    return undefined;
  }
  const { vpc } = clusterHandle(cluster);
  const subnets = selectSubnets(vpc, vpcSubnets);
  const problem = !vpcSubnets.subnets && !vpc ? 'a selection requires the VPC of the cluster, which is not known'
    : subnets.length === 0 ? 'the selection contains no subnet'
      : !vpcSubnets.subnets && !isCreatedInApp(vpc!) ? 'the order of the subnets of an imported VPC can change'
        : undefined;
  if (problem) {
    throw new Error(`MlTrainingVolume '${volume.node.path}': vpcSubnets: ${problem}. Fix: use vpcSubnets: { subnets: [...] }.`);
  }
  return subnets;
}

/** A volume that exceeds the throughput or size of one HA pair is a FlexGroup over all pairs. */
function isFlexGroup({ haPairs = 1 }: Candidate, gib: number): boolean {
  return haPairs > 1 || gib > ONTAP_SERVICE.maxFlexVolGiB;
}

function volumeSize(size: Size, candidate: Candidate): Size {
  const gib = unwrap(size, 'GiB') as number;
  const least = ONTAP_SERVICE.minFlexGroupGiB * candidate.haPairs!;
  return isFlexGroup(candidate, gib) && gib < least ? Size.gibibytes(least) : size;
}

/** One backend for each protocol. The claim uses the first one: NFS if many pods share the volume. */
function backendsOf(protocols: readonly MlProtocol[], readers: number, flexgroup: boolean): OntapBackend[] {
  return kindsOf(protocols, readers).map(kind =>
    kind === MlProtocol.NFS
      ? flexgroup
        ? OntapBackend.nasFlexgroup({ name: 'nas' })
        : OntapBackend.nas()
      : OntapBackend.san({
        name: kind.toLowerCase(),
        sanType: kind === MlProtocol.NVME ? OntapSanType.NVME : OntapSanType.ISCSI,
      }),
  );
}

function repositoryOf({ bucket, prefix, writeBack }: MlDataset): DataRepository {
  return DataRepository.fromBucket(bucket, { prefix, autoExportPolicy: writeBack ? WRITE_BACK : undefined });
}
