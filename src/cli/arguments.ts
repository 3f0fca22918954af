import { InvalidArgumentError } from 'commander';

const GIB = 2 ** 30;
/**
 * Units of a size, in lower case: binary as in Kubernetes (`Ti`) and the CDK (`TiB`), decimal as in the AWS
 * documentation (`TB`).
 */
const UNITS: { readonly [unit: string]: number } = {
  mi: 2 ** 20, gi: GIB, ti: 2 ** 40, pi: 2 ** 50, m: 1e6, g: 1e9, t: 1e12, p: 1e15,
};

/** The GiB of a size such as `500`, `500GiB`, `10TiB` or `1.5TB`. A size without a unit is in GiB. */
export function sizeInGiB(text: string): number {
  const [, amount, unit] = /^\s*(\d+(?:\.\d+)?)\s*(?:([mgtp]i?)b?)?\s*$/i.exec(text) ?? [];
  if (amount === undefined) {
    throw new InvalidArgumentError('It must be a size such as 500GiB or 10TiB; a number without a unit is in GiB.');
  }
  const gib = Number(amount) * (unit === undefined ? GIB : UNITS[unit.toLowerCase()]) / GIB;
  return Number.isInteger(gib) ? gib : Math.ceil(gib * 100) / 100;
}

export function throughputInMBps(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) {
    throw new InvalidArgumentError('It must be a number of MB/s, 0 or more.');
  }
  return value;
}

export function positiveInteger(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) {
    throw new InvalidArgumentError('It must be a whole number, 1 or more.');
  }
  return Number(text);
}

/** A name that is passed on to kubectl or aws. One that begins with a dash would become an option of theirs. */
export function objectName(text: string): string {
  if (!/^[A-Za-z0-9]/.test(text)) {
    throw new InvalidArgumentError('It must begin with a letter or digit.');
  }
  return text;
}

/** A parser for the members of an enum, in any case and with dashes or underscores. */
export function oneOf<T extends string>(values: readonly T[]): (text: string) => T {
  return text => {
    const value = values.find(one => one === text.toUpperCase().replace(/-/g, '_'));
    if (value === undefined) {
      throw new InvalidArgumentError(`It must be one of ${choices(values)}.`);
    }
    return value;
  };
}

/** The members of an enum as a user writes them: `training-data, checkpoints`. */
export function choices(values: readonly string[]): string {
  return values.map(value => value.toLowerCase().replace(/_/g, '-')).join(', ');
}
