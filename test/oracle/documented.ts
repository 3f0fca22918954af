/** Rules that refuse what no oracle refuses, each with the fact that it rests on. */
export const DOCUMENTED: { readonly [id: string]: string } = {
  'lustre/version-2-10': 'LustreGuide lustre-client-matrix: today\'s nodes cannot mount 2.10; the error can be acknowledged',
  'lustre/volume-mode-block': 'driver 1.9 controller.go isValidVolumeCapabilities looks at the access mode only, and node.go mounts a directory',
  'lustre/expansion-not-offered': 'API UpdateFileSystem StorageCapacity: not SCRATCH_1; it shows when a claim grows, not when it is made',
  'lustre/backup-time-without-retention': 'API AutomaticBackupRetentionDays: 0 turns backups off; the L2 refuses it where it can express the type',
  'lustre/repository-prefix': 'S3 keys do not begin with a slash unless somebody meant it: s3://bucket//key is another object than s3://bucket/key',
  'lustre/s3-path-format': 'the limit of 900 characters of the L2, which cannot express every type, and of Terraform, where the API says 4357',
  'lustre/repository-s3-path': 'the limit of 900 characters of the L2 and of Terraform, where the API says 4357',
  'lustre/tag-reserved': 'driver 1.9 cloud.go goes by CSIVolumeName, and the driver\'s role by cdk-eks-fsx/cluster',
};

/** Errors that are not about what FSx or the driver take, and who judges them. */
export const JUDGED_ELSEWHERE: { readonly [id: string]: string } = {
  'lustre/kubectl-missing': 'the CDK',
  'lustre/kubectl-of-older-eks': 'the CDK',
  'lustre/cluster-vpc-missing': 'the CDK',
  'lustre/cluster-security-group-missing': 'the CDK',
  'lustre/driver-unknown': 'the CDK',
  'lustre/driver-of-other-cluster': 'the CDK',
  'lustre/subnet-missing': 'the CDK',
  'lustre/subnet-not-pinned': 'the CDK',
  'lustre/zone-unknown': 'the CDK',
  'lustre/clients-without-group': 'the CDK',
  'lustre/cluster-elsewhere': 'the CDK',
  'lustre/ipv6-cluster': 'EKS: cni-ipv6, considerations',
  'lustre/removal-policy-snapshot': 'CloudFormation: DeletionPolicy Snapshot',
  'lustre/file-system-id-format': 'API FileSystemId, test/cases/formats.json',
  'lustre/mount-name-format': 'API LustreFileSystemMountName, test/cases/formats.json',
  'lustre/capacity-positive': 'Kubernetes: the capacity of a volume',
  'lustre/claim-name-format': 'Kubernetes: names',
  'lustre/name-known-late': 'Kubernetes: names',
  'lustre/namespace-format': 'Kubernetes: names',
  'lustre/class-name-format': 'Kubernetes: names',
  'lustre/claim-twice': 'Kubernetes: names',
  'lustre/claim-size-given': 'Kubernetes: a static volume has the capacity of its file system',
  'lustre/sub-directory-format': 'driver 1.9 node.go: mountname',
  'lustre/sub-directory-dynamic': 'driver 1.9 controller.go: no such parameter',
};
