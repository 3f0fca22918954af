import { Place, Target } from './finding';
import { BACKEND_FIELDS, DEFAULTS_FIELDS, PLAIN_CREDENTIALS, TRIDENT_PARAMETERS } from './names';
import { KubernetesObject, ObjectIndex } from './objects';
import { backendNameOf, backendSettings, defaultsSettings, driverOf, keyOf, omitUnset, valueOf } from './ontap';
import { forFiles } from './rules';
import { ATTRIBUTES, BACKEND_TYPES, base, lintTarget, missingName, unknownNames } from './targets';
import { isMapping, isUnknown, readValue, textOf } from './values';
import { ONTAP_BACKEND_RULES, ONTAP_DEFAULTS_RULES, ONTAP_RULES } from '../ontap/rules';

const BACKENDS = forFiles<any>([...ONTAP_BACKEND_RULES, ...ONTAP_DEFAULTS_RULES]);
const POOLS = forFiles<any>(ONTAP_DEFAULTS_RULES);
const STORAGES = forFiles(ONTAP_RULES);

export function backendTargets(object: KubernetesObject, index: ObjectIndex): Target[] {
  const spec = isMapping(object.root.spec) ? object.root.spec : {};
  const place: Place = { container: object.root, key: 'spec', name: 'spec', atKey: true, source: BACKEND_TYPES };
  const written = valueOf(spec, 'storageDriverName');
  const at = (map: object, key: string): Place => ({
    container: map,
    key: keyOf(map, key) ?? key,
    name: keyOf(map, key) ?? key,
  });
  const driver = driverOf(spec);
  if (driver === undefined) {
    const reading = readValue(written, { ...TRIDENT_PARAMETERS.backendType, type: 'string' }, 'driver', ATTRIBUTES);
    const legalValues = TRIDENT_PARAMETERS.backendType.values;
    return written === undefined
      ? [missingName(object, place, 'storageDriverName', 'it determines the driver of the backend'), ...unknownFields(object, spec)]
      : [lintTarget(object, {}, { driver: { ...at(spec, 'storageDriverName'), legalValues } }, reading.violation ? [reading.violation] : [])];
  }
  const name = backendNameOf(object.name, spec);
  const { configuration, places, violations } = backendSettings(spec, name, driver);
  const aws = valueOf(spec, 'aws');
  const credentials = valueOf(spec, 'credentials');
  const fileSystemId = textOf(valueOf(aws, 'fsxFilesystemID'));
  const type = textOf(valueOf(credentials, 'type'));
  const secret = textOf(valueOf(credentials, 'name'));
  const svm = textOf(valueOf(spec, 'svm'));
  const plain = PLAIN_CREDENTIALS.filter(field => typeof valueOf(spec, field) === 'string' && !isUnknown(valueOf(spec, field)));
  const isDuplicate = index.inFile('TridentBackendConfig', object)
    .some(other => other.name !== object.name && backendNameOf(other.name, other.root.spec) === name);
  const known = (value: string | undefined) => value !== undefined && !isUnknown(value);
  const storage = valueOf(spec, 'storage');
  return [
    {
      ...base(object), place, rules: BACKENDS,
      configuration: { ...configuration, ...isDuplicate && { nameTaken: true } }, places, violations,
    },
    ...(Array.isArray(storage) ? storage.filter(isMapping) : []).map((pool): Target => {
      const settings = defaultsSettings(valueOf(pool, 'defaults'), driver);
      const { autoExportPolicy, qosPolicy, adaptiveQosPolicy } = configuration;
      const inherited = omitUnset({ driver, autoExportPolicy, qosPolicy, adaptiveQosPolicy });
      return {
        ...base(object),
        place,
        rules: POOLS,
        ...settings,
        configuration: { ...inherited, ...settings.configuration },
      };
    }),
    {
      ...base(object), place, rules: STORAGES,
      configuration: {
        ...known(fileSystemId) && { fileSystemId }, ...known(svm) && fileSystemId !== undefined && { svmName: svm },
        ...type === 'awsarn' && known(secret) && { secretArn: secret },
      },
      places: { fileSystemId: at((aws ?? spec) as object, 'fsxFilesystemID'), svmName: at(spec, 'svm'), secretArn: { ...at((credentials ?? spec) as object, 'name'), name: 'credentials.name' } },
    },
    ...unknownFields(object, spec),
    ...credentials === undefined && plain.length === 0 ? [missingName(object, place, 'credentials', 'Trident needs the name of a secret to log in')] : [],
    lintTarget(object, {
      ...known(textOf(valueOf(spec, 'version'))) && { backendVersion: valueOf(spec, 'version') },
      plainCredentials: [...plain, ...isPlain(aws, 'secretKey') ? ['aws.secretKey'] : []],
      ...isMapping(credentials) && { credentialKeys: Object.keys(credentials) },
      ...type !== undefined && { credentialType: type },
      awsBlock: fileSystemId !== undefined,
      ...valueOf(spec, 'limitAggregateUsage') !== undefined && { limitAggregateUsage: true },
    }, {
      backendVersion: at(spec, 'version'), plainCredentials: { ...at(spec, plain[0] ?? 'aws'), name: 'credentials', atKey: true, hidden: true },
      credentialKeys: { ...at(spec, 'credentials'), atKey: true, hidden: true }, credentialType: { ...at((credentials ?? spec) as object, 'type'), name: 'credentials.type' },
      limitAggregateUsage: { ...at(spec, 'limitAggregateUsage'), hidden: true },
    }),
  ];
}

function isPlain(map: unknown, field: string): boolean {
  const value = valueOf(map, field);
  return typeof value === 'string' && value !== '' && !isUnknown(value);
}

/** Fields of a backend and of its defaults that Trident does not know. Only those with a similar name: drivers have further fields. */
function unknownFields(object: KubernetesObject, spec: object): Target[] {
  const effect = 'Trident ignores it, and the setting has no effect';
  const known = (names: readonly string[]) => names.map(name => name.toLowerCase());
  const unknown = (map: unknown, names: readonly string[]) => isMapping(map)
    ? Object.keys(map).filter(name => !known(names).includes(name.toLowerCase()))
    : [];
  const defaults = valueOf(spec, 'defaults');
  return [
    ...unknownNames(
      object, spec, unknown(spec, Object.keys(BACKEND_FIELDS)), Object.keys(BACKEND_FIELDS), effect, BACKEND_TYPES,
    ),
    ...unknownNames(
      object, (defaults ?? spec) as object, unknown(defaults, DEFAULTS_FIELDS), DEFAULTS_FIELDS, effect, BACKEND_TYPES,
    ),
  ];
}
