import { Config, decodeOntap } from './config';
import { DRIVERS, Rejected } from './pools';
import { World } from './world';

/** What Trident's errors of type UnsupportedConfig are: not tried again until the spec changes. */
export class Unsupported extends Rejected {}

/** storage_drivers/types.go getCredentialNameAndType: these names exactly, no others. */
export function nameAndType(credentials: Config): { readonly name: string; readonly type: string } {
  const { name, type = 'secret', ...others } = credentials;
  if (Object.keys(others).length > 0) {
    throw new Rejected(`credentials cannot hold ${Object.keys(others).join(', ')}`);
  }
  if (Object.keys(credentials).length > 0 && name === undefined) {
    throw new Rejected('credentials have no name');
  }
  if (!['secret', 'awsarn'].includes(type)) {
    throw new Rejected(`credentials of type ${type} are not known`);
  }
  return { name: name ?? '', type };
}

const FORBIDDEN = ['clientPrivateKey', 'username', 'password'];
const CHAP = ['chapUsername', 'chapInitiatorSecret', 'chapTargetUsername', 'chapTargetInitiatorSecret'];

/** storage/factory/factory.go SpecOnlyValidation, types.go ExtractSecrets: the CHAP secrets count with useCHAP only. */
export function specOnly(raw: object, driver: string): Config {
  if (!Object.hasOwn(DRIVERS, driver)) {
    throw new Unsupported(`storageDriverName ${driver} is none that this model knows: ${Object.keys(DRIVERS).join(', ')}`);
  }
  let config: Config;
  try {
    config = decodeOntap(raw);
  } catch (error) {
    throw new Unsupported((error as Error).message);
  }
  const inline = [...FORBIDDEN, ...config.useCHAP ? CHAP : []].filter(name => config[name]);
  if (inline.length > 0) {
    throw new Unsupported(`secrets do not belong into the spec: ${inline.join(', ')}`);
  }
  if (Object.keys(config.credentials ?? {}).length === 0) {
    throw new Unsupported('credentials are missing');
  }
  return config;
}

export interface Credentials { readonly name: string; readonly type: string; readonly keys: ReadonlySet<string> }

/** core/orchestrator_core.go validateAndCreateBackendFromConfig, types.go InjectSecrets: keys of a Kubernetes Secret are read in any case. */
export function credentialsOf(config: Config, world: World): Credentials {
  const { name, type } = nameAndType(config.credentials);
  if (name === '') {
    throw new Rejected('the name of the credentials is empty');
  }
  if (type === 'awsarn') {
    return { name, type, keys: new Set() };
  }
  const secret = world.secret?.(name);
  if (!secret) {
    throw new Rejected(`there is no Secret ${name} in Trident's namespace`);
  }
  const keys = new Set(Object.keys(secret).map(key => key.toLowerCase()));
  const missing = config.useCHAP ? CHAP.filter(key => !keys.has(key.toLowerCase())) : [];
  if (missing.length > 0) {
    throw new Rejected(`the Secret ${name} lacks ${missing.join(', ')}`);
  }
  return { name, type, keys };
}
