import { RemovalPolicy } from 'aws-cdk-lib';
import { ApiObject, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import { deliver } from '../../src/delivery/kubectl-delivery';
import { MANIFEST, importedCluster, objectsOf, resourceOf, testStack } from '../support/fixture';

function delivered(
  over: Partial<Parameters<typeof deliver>[2]> = {}, change: (objects: ApiObject[]) => void = () => {},
) {
  const stack = testStack();
  const chart = Testing.chart();
  const objects = ['a', 'b'].map(name => new ApiObject(chart, name, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } }));
  deliver(new Construct(stack, 'Owner'), 'Manifest', {
    cluster: importedCluster(stack, { prune: true }), objects, removalPolicy: RemovalPolicy.DESTROY, after: [], ...over,
  });
  change(objects);
  return stack;
}

test('brings several objects in one custom resource, in their order', () => {
  expect(objectsOf(delivered()).map(({ metadata }) => metadata.name)).toEqual(['a', 'b']);
});

test('prunes nothing, even where the cluster says so, and overwrites nothing', () => {
  const { Properties } = resourceOf(delivered(), MANIFEST);
  expect(Properties).not.toHaveProperty('PruneLabel');
  expect(Properties.Overwrite).toBe(false);
});

test('adopts what is there on request', () => {
  expect(resourceOf(delivered({ adopt: true }), MANIFEST).Properties.Overwrite).toBe(true);
});

test('keeps what it brought on request', () => {
  expect(resourceOf(delivered({ removalPolicy: RemovalPolicy.RETAIN }), MANIFEST)).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
});

test('renders at synthesis, so that later changes count', () => {
  const stack = delivered({}, ([first]) => first.metadata.addLabel('team', 'vision'));
  expect(objectsOf(stack)[0].metadata.labels).toMatchObject({ team: 'vision' });
});
