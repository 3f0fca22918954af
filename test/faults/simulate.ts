import { Graph, Resource } from './graph';
import { MANIFEST, Tie, classOf, objectsOf, tiesOf } from './ties';

/** What happens to the resources that are there: some go, the others stay. */
export interface Ending {
  readonly there: ReadonlySet<Resource>;
  readonly goes: ReadonlySet<Resource>;
}

/** Stacks are deleted, all or some, those first that others do not depend on. */
export function destroyed(graph: Graph, stacks = graph.stacks.map(({ name }) => name)): Ending {
  const goes = graph.resources.filter(({ stack, deletion }) => stacks.includes(stack) && deletion === 'Delete');
  return { there: new Set(graph.resources), goes: new Set(goes) };
}

/**
 * The first creation of a stack fails at one resource and is rolled back.
 *
 * CloudFormation works at many resources at the same time, so two extremes are played: nothing was made but what the failed one needs, and everything was
 * that does not need it. What failed may be there in part, and is deleted too. Only Retain keeps anything.
 */
export function rolledBack(graph: Graph, failed: Resource, extent: 'least' | 'most'): Ending {
  const before = graph.before(failed);
  const made = graph.resources.filter(resource => resource.stack === failed.stack && resource !== failed
    && (extent === 'least' ? before.has(resource) : !graph.before(resource).has(failed)));
  const older = graph.resources.filter(({ stack }) => isBefore(graph, stack, failed.stack));
  const deleted = [...made, failed].filter(({ deletion }) => deletion !== 'Retain');
  return { there: new Set([...older, ...made, failed]), goes: new Set(deleted) };
}

function isBefore(graph: Graph, stack: string, than: string): boolean {
  const { after } = graph.stacks.find(({ name }) => name === than)!;
  return after.some(other => other === stack || isBefore(graph, stack, other));
}

/** A tie that hurts: what is held up, or breaks. */
export interface Hurt extends Tie {
  readonly how: 'stays and holds it' | 'stays without it' | 'may be deleted after it';
}

/** What AWS would refuse to delete, what would be of no use, and what may be deleted too late, whichever of the orders that the graph allows is taken. */
export function hurts(graph: Graph, { there, goes }: Ending): Hurt[] {
  return tiesOf(graph)
    .filter(({ holder, held }) => there.has(holder) && there.has(held) && goes.has(held))
    .flatMap((tie): Hurt[] => {
      if (!goes.has(tie.holder)) {
        return [{ ...tie, how: tie.kind === 'held' ? 'stays and holds it' : 'stays without it' }];
      }
      return graph.before(tie.holder).has(tie.held) ? [] : [{ ...tie, how: 'may be deleted after it' }];
    });
}

export function reported({ holder, held, how }: Hurt): string {
  return `${held.key}: ${holder.key} ${how}`;
}

/** What costs money by itself, of the kinds that the library makes. */
const BILLED = ['AWS::FSx::FileSystem', 'AWS::FSx::StorageVirtualMachine', 'AWS::FSx::Volume', 'AWS::SecretsManager::Secret', 'AWS::EKS::Addon'];

export function billedLeft({ there, goes }: Ending, stack: string): Resource[] {
  return [...there].filter(
    resource => resource.stack === stack && !goes.has(resource) && BILLED.includes(resource.type),
  );
}

/** Claims whose volume outlives them, because their class retains: a file system of Lustre, a volume of ONTAP. Imported ones are volumes of the stack. */
export function volumesLeft(
  graph: Graph,
  { there, goes }: Ending,
): { readonly manifest: Resource; readonly provisioner: string }[] {
  return [...there]
    .filter(resource => resource.type === MANIFEST && goes.has(resource))
    .flatMap(manifest =>
      objectsOf(manifest)
        .filter(
          ({ kind, metadata }) =>
            kind === 'PersistentVolumeClaim' && !metadata.annotations?.['trident.netapp.io/importOriginalName'],
        )
        .map(claim => classOf(claim, graph))
        .filter(storageClass => storageClass?.reclaimPolicy === 'Retain')
        .map(({ provisioner }) => ({ manifest, provisioner })),
    );
}
