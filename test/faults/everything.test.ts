import { existsSync, readdirSync } from 'fs';
import { join } from 'path';
import { App, Stack, aws_eks_v2 as eks } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { Graph, stacksOf } from './graph';
import { REASONS } from './reasons';
import { billedLeft, destroyed, hurts, rolledBack, reported } from './simulate';
import { storageOf } from '../conformance/cloudformation/storages';
import { GeneratedStorage, generatedStorages, makeOntapStorage } from '../conformance/support/ontap-storages';
import { dynamic, managed } from '../oracle/configurations';
import { verdictOn } from '../oracle/verdict';
import { importedCluster, ownCluster, testApp, testStack } from '../support/fixture';
import { routedCluster } from '../support/ontap';

// The examples deploy the same without a copy of their assets, which takes longer than all else.
process.env.CDK_CONTEXT_JSON = JSON.stringify({ 'aws:cdk:disable-asset-staging': true });

const EXAMPLES = join(__dirname, '..', '..', 'examples');
const examples = readdirSync(EXAMPLES).filter(name => existsSync(join(EXAMPLES, name, 'app.ts')));
const SEED = 20261121;

/** Whatever goes wrong with an app: all of it deleted, each stack alone, and each first creation that fails at any resource. */
function wrongs(app: App): string[] {
  const graph = new Graph(stacksOf(app));
  const failures = graph.resources.flatMap(failed => (['least', 'most'] as const).map(extent => ({ failed, ending: rolledBack(graph, failed, extent) })));
  const alone = graph.stacks.filter((_, index) => isLast(graph, index)).map(({ name }) => destroyed(graph, [name]));
  const endings = [destroyed(graph), ...alone, ...failures.map(({ ending }) => ending)];
  const unexplained = endings.flatMap(ending => {
    return hurts(graph, ending).filter(hurt => !REASONS.some(({ fits }) => fits(hurt, graph, ending))).map(reported);
  });
  // RETAIN, which generated storages may have, keeps what failed creations left
  const billed = failures.flatMap(({ failed, ending }) => billedLeft(ending, failed.stack).filter(({ deletion }) => deletion !== 'Retain').map(({ key }) => `${key} is left`));
  return [...new Set([...unexplained, ...billed])];
}

/** A stack that no other needs can be deleted alone. */
function isLast(graph: Graph, index: number): boolean {
  return graph.stacks.every(({ after }) => !after.includes(graph.stacks[index].name));
}

test.each(examples)('the example %s', example => {
  const { app } = jest.requireActual<{ app: App }>(join(EXAMPLES, example, 'app'));
  expect(wrongs(app)).toEqual([]);
});

type Put<T> = (stack: Stack, id: string, cluster: eks.ICluster, one: T) => void;
type ClusterOf = (stack: Stack) => eks.ICluster;

/** Apps with ten storages each. */
function apps<T>(all: readonly T[], make: Put<T>, clusterOf: ClusterOf): App[] {
  return [0, 10].filter(start => start < all.length).map(start => {
    const app = testApp();
    const stack = testStack(app);
    const cluster = clusterOf(stack);
    all.slice(start, start + 10).forEach((one, index) => make(stack, `Data${index}`, cluster, one));
    return app;
  });
}

const OWN_CLUSTER = (stack: Stack) => ownCluster(testStack(stack.node.root as App, 'Platform'));

const PLACES: [string, ClusterOf][] = [['an imported cluster', routedCluster], ['a cluster of the app', OWN_CLUSTER]];

describe.each(PLACES)('generated storages on %s', (_where, clusterOf) => {
  test.each([['managed', managed()], ['dynamic', dynamic()]])('Lustre, %s', (_mode, arbitrary) => {
    const all = fc.sample(arbitrary, { numRuns: 200, seed: SEED });
    const legal = all.filter(configuration => verdictOn(configuration).errors.length === 0).slice(0, 20);
    expect(legal).toHaveLength(20);
    for (const app of apps(legal, (stack, id, cluster, one) => { storageOf(stack, id, cluster, one); }, clusterOf)) {
      expect(wrongs(app)).toEqual([]);
    }
  });

  test('ONTAP, with claims, snapshots, clones and imports', () => {
    const isLegal = (generated: GeneratedStorage) => {
      try {
        const stack = testStack();
        makeOntapStorage(stack, 'Data', importedCluster(stack), generated);
        return true;
      } catch {
        return false;
      }
    };
    const legal = fc.sample(generatedStorages(), { numRuns: 120, seed: SEED }).filter(isLegal).slice(0, 10);
    expect(legal).toHaveLength(10);
    for (const app of apps(
      legal,
      (stack, id, cluster, one) => {
        makeOntapStorage(stack, id, cluster, one);
      },
      clusterOf,
    )) {
      expect(wrongs(app)).toEqual([]);
    }
  });
});
