import { Chart } from 'cdk8s';

/** Where objects are written, and what their names derive from. */
export interface ManifestScope {
  readonly chart: Chart;
  /** Of the construct that the objects belong to: another construct makes other objects. */
  readonly path: string;
  /** Of CloudFormation: two apps with constructs of the same path may share a cluster. */
  readonly stackName: string;
  /** Tokens as plain data, so that a hash over them is the same at every synthesis. */
  readonly resolve: (value: unknown) => unknown;
}

/** The id of the construct that the objects belong to. */
export function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
