/** Accepted values that do not appear in a template, a manifest or an answer, reviewed: the property, and why. */
export const WITHOUT_EFFECT: { readonly [property: string]: string } = {
  'BucketDataRepositoryOptions.prefix': 'an empty prefix is the whole bucket, which is the default',
  'ExistingTridentDriverAttributes.enableConcurrency': 'a fact about the installation; with it, a rule rejects FlexGroup backends',
  'ExistingTridentDriverAttributes.nodesPreparedForIscsi': 'a fact about the nodes; without it, rules reject block storage',
  'LustreSizingRequest.minimumCapacityGiB': 'the answer contains the next capacity that FSx offers',
  'LustreSizingRequest.minimumThroughputMBps': 'the answer contains the throughput of the capacity that is offered',
  'MlDataset.prefix': 'an empty prefix is the whole bucket, which is the default',
  'MlPrefetchOptions.directory': 'an empty directory is the whole dataset, which is the default',
  'MlPrefetchProps.directory': 'an empty directory is the whole dataset, which is the default',
  'MlTransferOptions.directory': 'an empty directory is the whole dataset, which is the default',
  'OntapExistingAttributes.haPairs': 'a fact about the file system, which only rules read',
  'OntapExistingClaimOptions.snapshotDirectory': 'a fact about the source claim; without it, a rule rejects read-only clones',
  'OntapSizingRequest.minimumCapacityGiB': 'the answer contains the next capacity that FSx offers',
  'OntapSizingRequest.minimumThroughputMBps': 'the answer contains the throughput of the capacity that is offered',
  'TridentDriverProps.nodesPreparedForIscsi': 'a fact about the nodes; without it, rules reject block storage',
};
