import { ApiObject, ApiObjectProps, JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';

/**
 * An object without cdk8s tokens. cdk8s resolves every value of an object, which is slow for stacks with many objects.
 */
export class PlainObject extends ApiObject {
  private patched = false;

  constructor(scope: Construct, id: string, private readonly data: ApiObjectProps) {
    super(scope, id, data);
  }

  public addJsonPatch(...ops: JsonPatch[]) {
    this.patched = true;
    super.addJsonPatch(...ops);
  }

  /**
   * The same as `toJson()`, except for the order of keys and undefined values. Undefined if the object has been
   * patched.
   */
  public get plainData(): unknown {
    return this.patched ? undefined : { ...this.data, metadata: this.metadata.toJson() };
  }
}

/** The data of a PlainObject. `instanceof` does not work, because ApiObject overrides it. */
export function dataOf(object: ApiObject): unknown {
  return (object as Partial<PlainObject>).plainData;
}
