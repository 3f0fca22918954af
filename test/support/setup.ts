import { configureGlobal } from 'fast-check';

// Generated cases are the same in every run: a change that breaks one is the change under test, not the day's luck.
configureGlobal({ seed: 20261121 });

// The CDK's own template validator takes most of a test's time and finds nothing that a unit test is about: one suite over all examples runs with it.
process.env.CDK_VALIDATION ??= 'false';
process.env.JSII_DEPRECATED ??= 'quiet';
