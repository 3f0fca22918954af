import { Stack } from 'aws-cdk-lib';
import { Accepted, HOSTILE, outcomeOf, textOf, textWithout } from './cases';
import { STRUCTS } from './structs';
import { WITHOUT_EFFECT } from './without-effect';

/** Never shown to a user: the names of JavaScript, and tokens as the CDK encodes them. */
const LEAK = /\bundefined\b|\bNaN\b(?!, got|\.)|\[object |\$\{Token\[|#\{Token\[|e\+289/;
/** The same in a template, where a token has been resolved. */
const LEAK_IN_TEMPLATE = /\bundefined\b|\bNaN\b|\[object |Token\[|e\+289/;

type Backend = 'Lustre' | 'ONTAP' | 'both';

function backendOf(struct: string): Backend {
  return /Ontap|Trident/.test(struct) ? 'ONTAP' : /Lustre/.test(struct) ? 'Lustre' : 'both';
}

/** The tests of the structs of one backend, or of those that both share: a file each, so that they run beside each other. */
export function describeStructs(backend: Backend) {
  const structs = Object.keys(STRUCTS).filter(struct => backendOf(struct) === backend);
  const found = { cases: 0, rejected: 0, accepted: 0, equal: 0, visible: 0, different: 0 };
  const withoutEffect = new Set<string>();
  afterAll(() => process.stdout.write(
    `hostile values of ${structs.length} structs: ${found.cases} cases, ${found.rejected} rejected, ${found.accepted} accepted: ${found.visible} appear in the output, `
    + `${found.different} change it, ${found.equal} equal an absent value, ${withoutEffect.size} properties without effect\n`,
  ));

  describe.each(structs)('%s', struct => {
    test('has a legal value', () => {
      expect(outcomeOf(struct)).not.toHaveProperty('error');
    });

    test.each(Object.keys(STRUCTS[struct]))('%s rejects each value by name, or uses it', property => {
      const baseline = textWithout(struct, property);
      const problems: string[] = [];
      for (const [what, make] of Object.entries(HOSTILE)) {
        found.cases++;
        const outcome = outcomeOf(struct, property, make);
        found.rejected += 'error' in outcome ? 1 : 0;
        const problem = 'error' in outcome ? problemInError(property, outcome.error) : problemInOutput(outcome) ?? problemInEffect(`${struct}.${property}`, what, outcome, baseline);
        if (problem !== undefined) {
          problems.push(`${what}: ${problem}`);
        }
      }
      expect(problems).toEqual([]);
    });

    /** An accepted value appears in the output, changes it, or is that of an absent property. */
    function problemInEffect(property: string, what: string, outcome: Accepted, baseline: string): string | undefined {
      found.accepted++;
      const output = textOf(outcome);
      const isEqual = output === baseline;
      if (what === 'undefined') {
        found.equal++;
        return isEqual ? undefined : 'differs from an absent property';
      }
      if (!isEqual && shown(what).test(output)) {
        found.visible++;
        return undefined;
      }
      if (!isEqual && what === 'a boolean') { // `true` adds, removes or renames
        found.different++;
        return undefined;
      }
      if (isEqual && what === 'a boolean' && textOf(outcomeOf(struct, property.split('.')[1], () => false)) !== baseline) { // the default is true
        found.equal++;
        return undefined;
      }
      if (WITHOUT_EFFECT[property] === undefined) {
        return isEqual ? 'is accepted and has no effect' : 'is accepted and does not appear in the output';
      }
      withoutEffect.add(property);
      return undefined;
    }
  });

  test('the list of properties without effect contains no other', () => {
    const listed = Object.keys(WITHOUT_EFFECT).filter(property => structs.includes(property.split('.')[0]));
    expect([...withoutEffect].sort()).toEqual(listed.sort());
  });
}

/** An error of this library names the property and the fix, and shows nothing internal. */
function problemInError(property: string, error: Error): string | undefined {
  const { name, message } = error;
  if (name !== 'Error' || [TypeError, RangeError, ReferenceError, SyntaxError].some(type => error instanceof type)) {
    return `${name}: ${message}`;
  }
  const text = message.replace(/must be a finite number, got NaN/g, '').replace(/NaN\.$/gm, '').replace(/is NaN/g, '');
  if (LEAK.test(text)) {
    return `leaks: ${message}`;
  }
  return message.includes(property) && /Fix: /.test(message) ? undefined : `does not name ${property} with a fix: ${message}`;
}

function problemInOutput(outcome: Accepted): string | undefined {
  const text = JSON.stringify(outcome);
  const leak = LEAK_IN_TEMPLATE.exec(text);
  return leak ? `is accepted, and the template contains ${text.slice(Math.max(0, leak.index - 80), leak.index + 40)}` : undefined;
}

/** How a value appears in the output. */
function shown(what: string): RegExp {
  if (/ token$/.test(what)) {
    return /"Ref":"Late/;
  }
  const value = HOSTILE[what](undefined as unknown as Stack);
  return new RegExp(what === 'a lazy value' ? 'late' : typeof value === 'string' ? JSON.stringify(value) : `(?<![\\w.])${JSON.stringify(value)}(?![\\w.])`);
}
