import { casesOf } from './corpus';
import { lint } from '../../src/lint/lint';
import { worded } from '../../src/lint/wording';

/** Names that only code has. */
const CODE = /\b(Lustre[A-Z]|Ontap[A-Z]|Size\.|Duration\.|DataRepository\.|VolumeAccessMode|VolumeMode\.|ReclaimPolicy\.|RemovalPolicy|Secret\.from|fsx\.[A-Z]|ec2\.[A-Z]|bucket\.|OntapBackend|LustreProvisioning|acknowledge)/;
const CODE_NAMES = /\b(metadataConfiguration|dataReadCacheConfiguration|dataRepositories|automaticBackupRetention|kmsKey|haPairs|throughputCapacityPerHaPair|claim\.size)\b/;

const FINDINGS = casesOf('defective').flatMap(({ file }) => lint([file]).findings);

test('findings contain no code and no names of properties of the constructs', () => {
  const texts = FINDINGS.map(({ subject, problem, fix }) => `${subject}: ${problem} ${fix}`);
  expect(texts.filter(text => CODE.test(text.replace(/LustreConfiguration|OntapConfiguration/g, '')) || CODE_NAMES.test(text))).toEqual([]);
});

test('every finding has a problem, a fix and a source', () => {
  expect(FINDINGS.filter(({ problem, fix, source, subject }) => problem.length < 10 || fix.length < 5 || !source.startsWith('https://') || subject === '')).toEqual([]);
});

test.each([
  ['use Size.gibibytes(1200) or Size.gibibytes(2400)', 'use 1200Gi or 2400Gi', 'use 1200 or 2400'],
  ['use LustreFileSystemTypeVersion.V_2_15, or remove metadataConfiguration', 'use 2.15, or remove metadataConfigurationMode', 'use 2.15, or remove MetadataConfiguration'],
  ['use Duration.days(90) or less', 'use 90 or less', 'use 90 or less'],
  ['set kmsKey', 'set kmsKeyId', 'set KmsKeyId'],
  ['use OntapTieringPolicy.NONE', 'use none', 'use NONE'],
  ['a retention of https://example.com/kmsKey', 'a retention of https://example.com/kmsKey', 'a retention of https://example.com/kmsKey'],
])('%s', (text, kubernetes, cloudFormation) => {
  expect([worded(text, 'kubernetes'), worded(text, 'cloudFormation')]).toEqual([kubernetes, cloudFormation]);
});
