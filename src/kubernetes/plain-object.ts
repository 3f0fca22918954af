import { ApiObject, ApiObjectProps, JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';

/** An object of plain data, in which cdk8s finds nothing to resolve: it looks at every value, which takes its time where a stack has many. */
export class PlainObject extends ApiObject {
  private patched = false;

  constructor(scope: Construct, id: string, private readonly data: ApiObjectProps) {
    super(scope, id, data);
  }

  public addJsonPatch(...ops: JsonPatch[]) {
    this.patched = true;
    super.addJsonPatch(...ops);
  }

  /** As `toJson()`, but for the order of keys, and for keys without a value. Labels and annotations may have come since. */
  public get plainData(): unknown {
    return this.patched ? undefined : { ...this.data, metadata: this.metadata.toJson() };
  }
}

/** What an object says, if it is known without cdk8s; to `instanceof`, each object is of every class of objects. */
export function dataOf(object: ApiObject): unknown {
  return (object as Partial<PlainObject>).plainData;
}
