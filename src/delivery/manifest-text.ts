import { IResolvable, IResolveContext, Reference, Token } from 'aws-cdk-lib';
import { ApiObject } from 'cdk8s';
import { dataOf } from '../kubernetes/plain-object';
import { tokensIn } from '../validation/normalize';

/**
 * Objects as the CDK writes them into a template as JSON, with less to do.
 *
 * It would resolve every value of every object, twice. But nearly all are plain, and the others hold references, in which is nothing to be quoted.
 */
export class ManifestText implements IResolvable {
  public readonly creationStack: string[] = [];
  private rendered?: Rendered;

  constructor(private readonly objects: readonly ApiObject[]) {}

  /** In place of the objects. As a number: what takes the place of one stands in JSON as it is, without quotes. */
  public asProperty(): any {
    return Token.asNumber(this);
  }

  public resolve(context: IResolveContext): unknown {
    const { late, all } = this.rendered ??= this.render();
    return context.preparing ? late : all; // references are looked for in a pass of its own
  }

  /** At synthesis, so that later changes count. */
  private render(): Rendered {
    const objects = this.objects.map(object => dataOf(object) ?? object.toJson());
    const text = JSON.stringify(objects);
    const late = tokensIn(text);
    return { late: late ?? objects, all: late?.length && late.every(Reference.isReference) ? text : objects };
  }
}

interface Rendered {
  /** What may be a reference, and perhaps more. */
  readonly late: unknown[];
  readonly all: unknown;
}
