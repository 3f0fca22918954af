import { DriverSpec } from '../csi/driver-spec';

/** Trident: what it is called, and what its controller calls whatever the storages (Trident 26.06, storage_drivers/ontap/awsapi/aws.go). */
export const TRIDENT: DriverSpec<never> = {
  addonName: 'netapp_trident-operator',
  driverName: 'csi.trident.netapp.io',
  namespace: 'trident',
  controllerServiceAccount: 'trident-controller',
  statements: [
    {
      sid: 'DescribeOntap',
      actions: ['fsx:DescribeFileSystems', 'fsx:DescribeStorageVirtualMachines', 'fsx:DescribeVolumes'],
      resources: () => ['*'],
      reason: 'Trident looks file systems, storage virtual machines and volumes up; the actions know neither resources nor conditions',
    },
  ],
};

/** The Helm chart, for clusters that cannot have the add-on. */
export const TRIDENT_CHART = {
  chart: 'trident-operator',
  repository: 'https://netapp.github.io/trident-helm-chart',
  /** Trident 26.06.0. */
  version: '100.2606.0',
} as const;

/** The add-on that takes snapshots, and brings their CustomResourceDefinitions. */
export const SNAPSHOT_CONTROLLER = 'snapshot-controller';

/** The CustomResourceDefinition that the operator makes when it runs, minutes after the add-on is there. */
export const BACKEND_CRD = 'tridentbackendconfigs.trident.netapp.io';
