import { Graph, Resource, stacksOf } from './graph';
import { REASONS } from './reasons';
import { Ending, destroyed, hurts, reported } from './simulate';
import { PLACES, STORAGES } from './storages';

const met = new Set<string>();

/** What hurts for no reason that is told. */
function unexplained(graph: Graph, ending: Ending): string[] {
  return hurts(graph, ending).filter(hurt => {
    const reasons = REASONS.filter(({ fits }) => fits(hurt, graph, ending));
    reasons.forEach(({ why }) => met.add(why));
    return reasons.length === 0;
  }).map(reported);
}

describe.each(Object.entries(PLACES))('%s', (place, put) => {
  describe.each(Object.entries(STORAGES))('%s', (name, make) => {
    const graph = new Graph(stacksOf(put(make)));

    test('all is deleted in an order that works, and what stays holds nothing up, but for reasons that are reported', () => {
      expect(unexplained(graph, destroyed(graph))).toEqual([]);
    });

    test('so is the stack of the storage alone', () => {
      expect(unexplained(graph, destroyed(graph, ['Storage']))).toEqual([]);
    });

    test('what goes leaves nothing in the way', () => {
      const ending = destroyed(graph);
      const retained = graph.resources.filter(({ stack, type, deletion }) => stack === 'Storage' && deletion !== 'Delete' && type.startsWith('AWS::'));
      const isLeftForOthers = ({ id }: Resource) => /FsxLustreClients/.test(id) && place.includes('imported') && name.includes('DESTROY');
      const holding = hurts(graph, ending).filter(({ how }) => how === 'stays and holds it');
      expect([retained.some(resource => !isLeftForOthers(resource)), holding.length > 0]).toEqual(
        /DESTROY|scratch|Lustre existing|Delete/.test(name) ? [false, false] : [true, !/existing/.test(name) && !place.includes('imported')],
      );
    });
  });
});

test('each reason is met', () => {
  expect([...met].sort()).toEqual(REASONS.map(({ why }) => why).sort());
});
