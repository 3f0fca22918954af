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

/** The MB/s of a throughput such as `500`, `500MB/s`, `20GB/s` or `1.5GiB/s`. A number without a unit is in MB/s. */
export function throughputInMBps(text: string): number {
  const [, amount, unit] = /^\s*(\d+(?:\.\d+)?)\s*(?:([mgt]i?)b(?:ps|\/s))?\s*$/i.exec(text) ?? [];
  if (amount === undefined) {
    throw new InvalidArgumentError('It must be a throughput such as 500MB/s or 20GB/s; a number without a unit is in MB/s.');
  }
  const value = Number(amount) * (unit === undefined ? 1 : UNITS[unit.toLowerCase()] / 1e6);
  return Math.round(value * 100) / 100;
}

/** The KiB of a size such as `110KB` or `64KiB`. A number without a unit is in KiB. */
export function sizeInKiB(text: string): number {
  const [, amount, unit = 'k', i = 'i'] = /^\s*(\d+(?:\.\d+)?)\s*(?:([kmg])(i?)b?)?\s*$/i.exec(text) ?? [];
  if (amount === undefined) {
    throw new InvalidArgumentError('It must be a size such as 110KB, 64KiB or 4MiB; a number without a unit is in KiB.');
  }
  const power = 'kmg'.indexOf(unit.toLowerCase()) + 1;
  return Number(amount) * (i === '' ? 1000 : 1024) ** power / 1024;
}

const SECONDS: { readonly [unit: string]: number } = { s: 1, min: 60, h: 3600 };

/** The seconds of a duration such as `90s`, `30min` or `2h`. A number without a unit is in seconds. */
export function durationInSeconds(text: string): number {
  const [, amount, unit = 's'] = /^\s*(\d+(?:\.\d+)?)\s*(s|min|h)?\s*$/i.exec(text) ?? [];
  if (amount === undefined || Number(amount) === 0) {
    throw new InvalidArgumentError('It must be a duration such as 90s, 30min or 2h; a number without a unit is in seconds.');
  }
  return Number(amount) * SECONDS[unit.toLowerCase()];
}

/** As durationInSeconds, a whole number of seconds. */
export function wholeSeconds(text: string): number {
  const seconds = durationInSeconds(text);
  if (!Number.isInteger(seconds)) {
    throw new InvalidArgumentError('It must be a whole number of seconds, such as 90s, 30min or 2h.');
  }
  return seconds;
}

/** A number of things or US dollars, more than 0. */
export function positiveNumber(text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text) || Number(text) === 0) {
    throw new InvalidArgumentError('It must be a number, more than 0.');
  }
  return Number(text);
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
