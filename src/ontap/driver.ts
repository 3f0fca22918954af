import { DriverSpec } from '../csi/driver-spec';

/**
 * The names of Trident, and the AWS calls of its controller that do not depend on storages (Trident 26.06,
 * storage_drivers/ontap/awsapi/aws.go).
 */
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
      reason: 'Trident looks up file systems, storage virtual machines and volumes; the actions support neither resources nor conditions',
    },
  ],
};

/** Labels of the Service trident-csi, whose port `metrics` serves the metrics of the controller. */
export const TRIDENT_SERVICE = { app: 'controller.csi.trident.netapp.io' } as const;

/** The Helm chart, for clusters that do not use the add-on. */
export const TRIDENT_CHART = {
  chart: 'trident-operator',
  repository: 'https://netapp.github.io/trident-helm-chart',
  /** Trident 26.06.0. */
  version: '100.2606.0',
  createNamespace: true,
} as const;

/** The add-on with the snapshot controller and its CustomResourceDefinitions. */
export const SNAPSHOT_CONTROLLER = 'snapshot-controller';

/** The CustomResourceDefinition of backends. The operator creates it some minutes after the add-on is active. */
export const BACKEND_CRD = 'tridentbackendconfigs.trident.netapp.io';
