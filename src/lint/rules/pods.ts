import { DRIVER_NAMES, LUSTRE, rule, VOLUMES } from './row';

/** Rules for pods. */
export const podRules = [
  rule({
    id: 'lint/inline-volume',
    severity: 'error',
    reads: ['inlineDriver'],
    at: 'inlineDriver',
    isViolated: c => DRIVER_NAMES.includes(c.inlineDriver),
    problem: 'the driver does not support volumes that are defined in a pod',
    fix: 'create a PersistentVolumeClaim, and mount it with persistentVolumeClaim',
    source: 'https://kubernetes-csi.github.io/docs/ephemeral-local-volumes.html',
    invalidExample: { inlineDriver: LUSTRE },
    validExample: { inlineDriver: 'secrets-store.csi.k8s.io' },
  }),
  rule({
    id: 'lint/pod-volume-mode',
    severity: 'error',
    reads: ['mountedAs', 'mountedVolumeMode'],
    at: 'mountedAs',
    isViolated: c => (c.mountedAs === 'device') !== (c.mountedVolumeMode === 'Block'),
    problem: c => c.mountedAs === 'device'
      ? 'the claim has a file system, which volumeDevices cannot use'
      : 'the claim has volumeMode: Block, which volumeMounts cannot use',
    fix: c => c.mountedAs === 'device' ? 'use volumeMounts, or volumeMode: Block in the claim' : 'use volumeDevices, or volumeMode: Filesystem in the claim',
    source: VOLUMES,
    invalidExample: { mountedAs: 'directory', mountedVolumeMode: 'Block' },
    validExample: { mountedAs: 'device', mountedVolumeMode: 'Block' },
  }),
  rule({
    id: 'lint/pod-claim-single-node',
    severity: 'warning',
    reads: ['replicas', 'singleNodeClaim'],
    at: 'replicas',
    isViolated: c => c.singleNodeClaim && c.replicas > 1,
    problem: c => `${c.replicas} pods share a block device that only one node can attach, so pods on other nodes do not start`,
    fix: 'use ontap-nas with ReadWriteMany, one replica, or a StatefulSet with volumeClaimTemplates',
    source: VOLUMES,
    invalidExample: { replicas: 3, singleNodeClaim: true },
    validExample: { replicas: 1, singleNodeClaim: true },
  }),
];
