/**
 * Commands that prepare an Amazon Linux 2023 node for iSCSI.
 *
 * Trident attaches devices itself, so automatic session scans are off. multipathd must run and must ignore local disks
 * and EBS volumes (aws-ebs-csi-driver issue 1417). All nodes of an image share an initiator name, so each node gets a
 * new one.
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
