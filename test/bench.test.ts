import { Variant, benchApp, ground } from '../bench/app';
import { volumes as byHand } from '../bench/by-hand';
import { volumes as byLibrary } from '../bench/library';
import { shapeOf } from '../bench/shape';

function templateOf(variant: Variant, count: number) {
  const app = benchApp();
  const there = ground(app);
  variant(there, count);
  return app.synth().getStackByName(there.stack.stackName).template;
}

/** What a resource is made of, without ids and names, which differ. */
function propertiesOf(variant: Variant): { [type: string]: string[] } {
  const found: { [type: string]: string[] } = {};
  for (const {
    Type,
    Properties: { Manifest, Description, GroupDescription, ...rest },
  } of Object.values<any>(templateOf(variant, 2).Resources)) {
    const text = JSON.stringify(rest, (_, value) => (value?.Ref ? 'Ref' : (value?.['Fn::GetAtt']?.[1] ?? value)));
    (found[Type] ??= []).push(text);
  }
  Object.values(found).forEach(list => list.sort());
  return found;
}

test('both ways of the bench make the same resources, of which a further volume has four, with one kubectl call', () => {
  expect(propertiesOf(byLibrary)).toEqual(propertiesOf(byHand));
  const [two, three] = [2, 3].map(count => shapeOf(templateOf(byLibrary, count)));
  expect(three.resources - two.resources).toBe(4);
  expect(three.kubectl - two.kubectl).toBe(1);
});

test('a stack holds 120 volumes, and no chain of resources grows with them', () => {
  const most = shapeOf(templateOf(byLibrary, 120));
  expect(most.resources).toBeLessThanOrEqual(500);
  expect(most.steps).toBe(shapeOf(templateOf(byLibrary, 1)).steps);
});

test('the longest chain of a template is counted over references and dependencies', () => {
  const Type = 'AWS::S3::Bucket';
  const chain = { A: { Type }, B: { Type, DependsOn: 'A' }, C: { Type, Properties: { Name: { Ref: 'B' } } }, D: { Type, Properties: { Of: { 'Fn::GetAtt': ['C', 'Arn'] } } } };
  expect(shapeOf({ Resources: chain })).toEqual({ resources: 4, kubectl: 0, steps: 4, types: { [Type]: 4 } });
  expect(shapeOf({ Resources: { A: { Type }, B: { Type } } }).steps).toBe(1);
});
