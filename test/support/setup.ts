import { Manifest } from 'aws-cdk-lib/cloud-assembly-schema';
import { configureGlobal } from 'fast-check';

// Generated cases are the same in every run: a change that breaks one is the change under test, not the day's luck.
configureGlobal({ seed: 20261121 });

// The CDK's own template validator takes most of a test's time and finds nothing that a unit test is about: one suite over all examples runs with it.
process.env.CDK_VALIDATION ??= 'false';

// The same applies to the JSON schema of the CDK's manifest, which every synthesis checks twice. Where CDK_VALIDATION is on, this is on too.
const manifest: { validate?: (...args: unknown[]) => void; validateAlways?: (...args: unknown[]) => void } =
  Manifest as any;
const validateAlways = manifest.validateAlways ??= manifest.validate; // the class outlives this test file where packages are shared
manifest.validate = (...args) => process.env.CDK_VALIDATION === 'false' ? undefined : validateAlways?.(...args);

process.env.JSII_DEPRECATED ??= 'quiet';
