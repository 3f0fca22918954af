import { Chart } from 'cdk8s';

/** The chart for objects, and the values that their names depend on. */
export interface ManifestScope {
  readonly chart: Chart;
  /** The path of the construct that owns the objects. */
  readonly path: string;
  /** The CloudFormation stack. Two apps with constructs of the same path can share a cluster. */
  readonly stackName: string;
  /** Resolves tokens to plain data, so that hashes are the same at every synthesis. */
  readonly resolve: (value: unknown) => unknown;
}

/** The id of the construct that owns the objects. */
export function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
