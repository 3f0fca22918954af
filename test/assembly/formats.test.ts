import { outcomeOf } from './cases';
import { STRUCTS } from './structs';
import { FORMATS, Format } from '../../src/validation/formats';
import { Field } from '../../src/validation/schema';
import * as facts from '../cases/text-formats.json';

interface Example {
  readonly format: keyof typeof FORMATS;
  /** The rule that reports it, without the service. */
  readonly rule: string;
  /** The property with this text; undefined, where only a construct could have it. */
  readonly valueOf: (text: string) => unknown;
  readonly isObject?: true;
}

const nameOf = (format: Format) =>
  Object.entries(FORMATS).find(([, each]) => each === format)![0] as keyof typeof FORMATS;

/** The formats of a property: its own, that of its keys, its items, and the object that it is. */
function examplesOf(field: Field): Example[] {
  const { format, keyFormat, formatRule: rule = 'input/format', items, kind } = field;
  return [
    ...format ? [{ format: nameOf(format), rule, valueOf: (text: string) => text }] : [],
    ...keyFormat ? [{ format: nameOf(keyFormat), rule, valueOf: (text: string) => ({ [text]: '' }) }] : [],
    ...kind?.format ? [{
      format: nameOf(kind.format), rule, valueOf: (text: string) => ({ [kind.member!]: text, node: {} }),
      isObject: true as const,
    }] : [],
    ...items ? examplesOf(items).map(each => ({
      ...each, valueOf: (text: string) => field.type === 'map' ? { key: each.valueOf(text) } : [each.valueOf(text)],
    })) : [],
  ];
}

const ROWS = Object.entries(STRUCTS).flatMap(([struct, fields]) => Object.entries(fields)
  .flatMap(([property, field]) => examplesOf(field).map(example => ({ struct, property, ...example }))));

/** The error of a construct that gets a property, or an empty text. */
function errorWith(struct: string, property: string, value: unknown): string {
  const outcome = outcomeOf(struct, property, () => value);
  return 'error' in outcome ? outcome.error.message : '';
}

test('most formats are those of properties', () => {
  const used = new Set(ROWS.map(({ format }) => format));
  expect(Object.keys(FORMATS).filter(name => !used.has(name as keyof typeof FORMATS))).toEqual([]);
});

test.each(ROWS)('$struct: $property rejects what is not $format, with a fix', ({ struct, property, format, rule, valueOf }) => {
  const [invalid] = facts[format].invalid;
  const message = errorWith(struct, property, valueOf(invalid));
  expect(message).toContain(property);
  expect(message).toContain('Fix: ');
  expect(message).toContain(rule);
  expect(message).toContain(FORMATS[format].problemOf(invalid, 'eu-west-1')!.split(',')[0]);
});

test.each(ROWS.filter(({ isObject }) => !isObject))('$struct: $property accepts $format', ({ struct, property, format, rule, valueOf }) => {
  const message = errorWith(struct, property, valueOf(facts[format].valid[0]));
  expect(message).not.toContain('input/format');
  expect(message).not.toContain(`/${rule} `);
});
