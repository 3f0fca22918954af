import { Graph, StackInput, stacksOf } from './graph';
import { REASONS } from './reasons';
import { billedLeft, destroyed, hurts, rolledBack, reported } from './simulate';
import { PLACES, STORAGES } from './storages';

const OWN = 'on a cluster of the same stack';
const stacks = new Map<string, readonly StackInput[]>();

/** The graph of a storage whose template somebody has spoilt. */
function spoilt(storage: string, spoil: (resources: { [id: string]: any }) => void, place = OWN): Graph {
  const key = `${place} ${storage}`;
  stacks.set(key, stacks.get(key) ?? stacksOf(PLACES[place](STORAGES[storage])));
  const copy: StackInput[] = JSON.parse(JSON.stringify(stacks.get(key)));
  copy.forEach(({ template }) => spoil(template.Resources));
  return new Graph(copy);
}

function found(graph: Graph): string[] {
  const ending = destroyed(graph);
  return hurts(graph, ending).filter(hurt => !REASONS.some(({ fits }) => fits(hurt, graph, ending))).map(reported);
}

/** Takes dependencies away, and what depends on them in turn is left alone. */
const without = (from: RegExp, what: RegExp) => (resources: { [id: string]: any }) => {
  const taken = Object.entries(resources).filter(([id]) => from.test(id)).flatMap(([, resource]) => {
    const gone = (resource.DependsOn ?? []).filter((id: string) => what.test(id));
    resource.DependsOn = (resource.DependsOn ?? []).filter((id: string) => !what.test(id));
    return gone;
  });
  expect(taken).not.toEqual([]);
};

const edit = (which: RegExp, change: (resource: any) => void) => (resources: { [id: string]: any }) => {
  const chosen = Object.entries(resources).filter(([id]) => which.test(id));
  expect(chosen).not.toEqual([]);
  chosen.forEach(([, resource]) => change(resource));
};

describe('what is unspoilt is clean', () => {
  test.each(['Lustre managed, DESTROY', 'Lustre dynamic, Delete', 'ONTAP managed, DESTROY', 'Lustre managed, with EFA', 'ONTAP managed, as it is by itself'])('%s', name => {
    expect(found(spoilt(name, () => undefined))).toEqual([]);
  });
});

describe('a dependency that is taken away is noticed', () => {
  test.each<[string, string, RegExp, RegExp, RegExp]>([
    ['of claims on the driver', 'Lustre managed, DESTROY', /^Data.*Manifest/, /FsxLustreCsiDriver/, /CsiDriver.*Addon.*DataManifest\w+ may be deleted after it/],
    ['of claims on the permission to delete file systems', 'Lustre dynamic, Delete', /^Data/, /FsxDriverPolicyLustreDynamic/, /FsxDriverPolicyLustreDynamic.*Manifest\w+ may be deleted after it/],
    ['of the driver on its nodes', 'Lustre managed, DESTROY', /FsxLustreCsiDriverAddon[0-9A-F]{8}$/, /Nodegroup/, /Nodegroup.*may be deleted after it/],
    ['of the driver on the Pod Identity agent', 'Lustre managed, DESTROY', /FsxLustreCsiDriverAddon[0-9A-F]{8}$/, /PodIdentityAgent/i, /PodIdentityAgent.*may be deleted after it/i],
    ['of the file system on the last rule of its groups', 'Lustre managed, DESTROY', /^DataFileSystem[0-9A-F]{8}$/, /LustreClients/, /Clients\w+Servers.*DataFileSystem.*may be deleted after it/],
    ['of the last rule on the others', 'Lustre managed, DESTROY', /Clients\w+Callbacks1018/, /Clients\w+Servers/, /Clients\w+Servers.*DataFileSystem.*may be deleted after it/],
    ['of claims on links to S3', 'Lustre managed, DESTROY', /^Data.*Manifest/, /Repository/, /Repository.*Manifest\w+ may be deleted after it/],
    ['of backends on the right to delete volumes', 'ONTAP managed, DESTROY', /^DataBackends/, /FsxDriverPolicyTrident/, /FsxDriverPolicyTrident.*DataBackends\w+ may be deleted after it/],
    ['of backends on Trident', 'ONTAP managed, DESTROY', /^DataBackends/, /FsxTridentDriver/, /TridentDriverAddon.*DataBackends\w+ may be deleted after it/],
    ['of Trident on its association', 'ONTAP managed, DESTROY', /FsxTridentDriverAddon/, /Association/, /Association.*may be deleted after it/],
    ['of objects on the access of kubectl', 'Lustre managed, DESTROY', /KubectlReadyBarrier/, /AdminRoleAccess/, /AdminRoleAccess.*Manifest\w+ may be deleted after it/],
  ])('%s', (_what, storage, from, what, expected) => {
    expect(found(spoilt(storage, without(from, what))).join('\n')).toMatch(expected);
  });
});

describe('a policy of its own is noticed', () => {
  test.each<[string, string, RegExp, (resource: any) => void, RegExp]>([
    ['a group that goes while the file system stays', 'Lustre managed, as it is by itself', /^DataSecurityGroup/, resource => { delete resource.DeletionPolicy; },
      /DataSecurityGroup\w+: Storage\/DataFileSystem\w+ stays and holds it/],
    ['the shared security group that goes', 'Lustre managed, as it is by itself', /FsxLustreClients\w+Group/, resource => { delete resource.DeletionPolicy; }, /Clients\w+Group\w+: .*FileSystem\w+ stays and holds it/],
    ['an SVM that stays on a file system that goes', 'ONTAP managed, DESTROY', /^DataSvm[0-9A-F]{8}$/, resource => { resource.DeletionPolicy = 'Retain'; },
      /DataFileSystem\w+: Storage\/DataSvm\w+ stays and holds it/],
    ['a file system that goes under its SVM', 'ONTAP managed, as it is by itself', /^DataFileSystem/, resource => { delete resource.DeletionPolicy; }, /DataSvm\w+ stays and holds it/],
    ['a secret that goes while Trident needs it', 'ONTAP managed, as it is by itself', /^DataSvmSecret/, resource => { delete resource.DeletionPolicy; }, /DataSvmSecret\w+: .*DataBackends\w+ stays without it/],
    ['a link to S3 that goes under a claim that stays', 'Lustre managed, with S3 links', /Repository/, resource => { delete resource.DeletionPolicy; }, /Repository.*Manifest\w+ stays without it/],
    ['a rule of the nodes that goes, of ONTAP', 'ONTAP managed, as it is by itself', /^DataSecurityGroupNodes/, resource => { delete resource.DeletionPolicy; },
      /DataSecurityGroupNodes\w+: Storage\/DataFileSystem\w+ stays without it/],
    ['a rule of the nodes that goes, of Lustre', 'Lustre managed, as it is by itself', /FsxLustreClients\w+NodesIn988/, resource => { delete resource.DeletionPolicy; },
      /Clients\w+NodesIn988\w+: Storage\/DataFileSystem\w+ stays without it/],
    ['the identity of Trident that goes while its volumes stay', 'ONTAP managed, as it is by itself', /TridentDriverAssociation/, resource => { delete resource.DeletionPolicy; },
      /TridentDriverAssociation\w+: .*DataBackends\w+ stays without it/],
    ['the permissions of a storage that go while its volumes stay', 'ONTAP managed, as it is by itself', /^FsxDriverPolicyTridentStorage/, resource => { delete resource.DeletionPolicy; },
      /FsxDriverPolicyTridentStorage\w+: .*DataBackends\w+ stays without it/],
  ])('%s', (_what, storage, which, change, expected) => {
    expect(found(spoilt(storage, edit(which, change))).join('\n')).toMatch(expected);
  });

  test('a file system that a failed creation leaves', () => {
    const graph = spoilt('Lustre managed, as it is by itself', edit(/^DataFileSystem/, resource => { resource.DeletionPolicy = 'Retain'; }));
    const failed = graph.resources.find(({ id }) => id.startsWith('DataManifest'))!;
    expect(billedLeft(rolledBack(graph, failed, 'least'), 'Storage').map(({ type }) => type)).toEqual(['AWS::FSx::FileSystem']);
  });
});
