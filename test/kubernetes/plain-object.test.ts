import { ApiObject, JsonPatch, Testing } from 'cdk8s';
import { persistentVolume } from '../../src/kubernetes/persistent-volume';
import { persistentVolumeClaim } from '../../src/kubernetes/persistent-volume-claim';
import { dataOf } from '../../src/kubernetes/plain-object';
import { storageClass } from '../../src/kubernetes/storage-class';

const VOLUME = {
  name: 'v', capacity: '1Gi', accessMode: 'ReadWriteMany', mountOptions: ['flock'], claim: { name: 'c', namespace: 'ml' },
  csi: { driver: 'd', volumeHandle: 'h', volumeAttributes: { dnsname: 'n', mountname: 'm' } },
};
const CLAIM = { name: 'c', namespace: 'ml', accessMode: 'ReadWriteOnce', size: '1Gi', storageClassName: '' };

const OBJECTS: [string, () => ApiObject][] = [
  ['a volume', () => persistentVolume(Testing.chart(), 'Object', VOLUME)],
  ['a volume in a zone', () => persistentVolume(Testing.chart(), 'Object', { ...VOLUME, zone: 'eu-west-1a' })],
  ['a claim', () => persistentVolumeClaim(Testing.chart(), 'Object', CLAIM)],
  ['a claim with all there is', () => persistentVolumeClaim(Testing.chart(), 'Object', {
    ...CLAIM, labels: { team: 'vision' }, annotations: { note: 'x' }, volumeMode: 'Block', volumeName: 'v', dataSource: { kind: 'VolumeSnapshot', name: 's' },
  })],
  ['a class', () => storageClass(Testing.chart(), 'Object', {
    name: 's', provisioner: 'p', parameters: { a: 'b' }, reclaimPolicy: 'Retain', volumeBindingMode: 'Immediate', allowVolumeExpansion: true, mountOptions: [],
  })],
];

/** As it is written into a template. */
const written = (data: unknown) => JSON.parse(JSON.stringify(data));

describe.each(OBJECTS)('%s', (_, make) => {
  test('says the same without cdk8s', () => {
    const object = make();
    expect(dataOf(object)).toBeDefined();
    expect(written(dataOf(object))).toEqual(object.toJson());
  });

  test('says what was added since', () => {
    const object = make();
    object.metadata.addLabel('team', 'speech');
    object.metadata.addAnnotation('note', 'y');
    expect(written(dataOf(object))).toEqual(object.toJson());
    expect(written(dataOf(object)).metadata).toMatchObject({ labels: { team: 'speech' }, annotations: { note: 'y' } });
  });

  test('is left to cdk8s when it was patched', () => {
    const object = make();
    object.addJsonPatch(JsonPatch.add('/metadata/finalizers', ['a/b']));
    expect(dataOf(object)).toBeUndefined();
    expect(object.toJson().metadata.finalizers).toEqual(['a/b']);
  });
});

test('any other object is left to cdk8s', () => {
  expect(dataOf(new ApiObject(Testing.chart(), 'Object', { apiVersion: 'v1', kind: 'ConfigMap' }))).toBeUndefined();
});
