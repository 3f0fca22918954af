/**
 * What makes a node of Amazon Linux 2023 ready for iSCSI.
 *
 * Trident attaches devices itself, so sessions are not scanned by themselves; multipathd must run, and must leave local disks and EBS volumes alone
 * (aws-ebs-csi-driver issue 1417). Images hold one initiator name for all nodes: each gets its own.
 */
export const ISCSI_COMMANDS: readonly string[] = [
  'dnf install -y iscsi-initiator-utils device-mapper-multipath lsscsi sg3_utils',
  'echo "InitiatorName=$(/sbin/iscsi-iname)" > /etc/iscsi/initiatorname.iscsi',
  'sed -i "s/^\\(node.session.scan\\).*/\\1 = manual/" /etc/iscsi/iscsid.conf',
  'cat > /etc/multipath.conf <<\'EOF\'',
  'defaults {',
  '  find_multipaths no',
  '}',
  'blacklist {',
  '  device {',
  '    vendor "NVME"',
  '    product "Amazon Elastic Block Store"',
  '  }',
  '}',
  'EOF',
  'systemctl enable --now iscsid multipathd iscsi',
];
