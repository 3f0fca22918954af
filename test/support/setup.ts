// The CDK's own template validator takes most of a test's time and finds nothing that a unit test is about: one suite over all examples runs with it.
process.env.CDK_VALIDATION ??= 'false';
process.env.JSII_DEPRECATED ??= 'quiet';
