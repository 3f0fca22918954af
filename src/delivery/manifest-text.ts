import { IResolvable, IResolveContext, Reference, Token } from 'aws-cdk-lib';
import { ApiObject } from 'cdk8s';
import { dataOf } from '../kubernetes/plain-object';
import { tokensIn } from '../validation/normalize';

/**
 * Renders objects as JSON in a template, faster than the CDK.
 *
 * The CDK would resolve every value of every object twice. Nearly all values are literals, and the others are
 * references, which need no escaping.
 */
export class ManifestText implements IResolvable {
  public readonly creationStack: string[] = [];
  private rendered?: Rendered;

  constructor(private readonly objects: readonly ApiObject[]) {}

  /**
   * A token for the manifest property. It is a number token, because the CDK writes its value into JSON without quotes.
   */
  public asProperty(): any {
    return Token.asNumber(this);
  }

  public resolve(context: IResolveContext): unknown {
    const { deferred, all } = this.rendered ??= this.render();
    return context.preparing ? deferred : all; // the pass that collects references
  }

  /** Runs at synthesis, so that later changes are included. */
  private render(): Rendered {
    const objects = this.objects.map(object => dataOf(object) ?? object.toJson());
    const text = JSON.stringify(objects);
    const deferred = tokensIn(text);
    return {
      deferred: deferred ?? objects,
      all: deferred?.length && deferred.every(Reference.isReference) ? text : objects,
    };
  }
}

interface Rendered {
  /** All values that may be references. */
  readonly deferred: unknown[];
  readonly all: unknown;
}
