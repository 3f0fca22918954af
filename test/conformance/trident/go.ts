import { isIP } from 'net';

/**
 * What Go's standard library and Trident's small parsers do with text.
 *
 * The strictness of these is most of what surprises users, so it is written out here, once.
 */

/** strconv.ParseBool: "yes", "on" and "tRUE" are no booleans. */
export function parseBool(text: string): boolean | undefined {
  const expected: { readonly [word: string]: boolean } = {
    1: true, t: true, T: true, true: true, TRUE: true, True: true, 0: false, f: false, F: false, false: false,
    FALSE: false, False: false,
  };
  return Object.hasOwn(expected, text) ? expected[text] : undefined;
}

/** strconv.Atoi: no blanks, no fraction, no unit. */
export function parseInteger(text: string): number | undefined {
  return /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
}

const POWERS = ['', 'k', 'm', 'g', 't', 'p', 'e', 'z', 'y'];
const UNITS: readonly (readonly [string, number])[] = [
  // binary units are tried first, and each kind from the longest to the shortest: "1g" is 2^30, "1gb" 10^9
  ...POWERS.slice(1).flatMap((letter, index) => ['ib', 'i', ''].map(end => [`${letter}${end}`, 1024 ** (index + 1)] as const)).sort(longestFirst),
  ...[['bytes', 1] as const, ...POWERS.map((letter, index) => [`${letter}b`, 1000 ** index] as const)].sort(longestFirst),
];

function longestFirst([a]: readonly [string, number], [b]: readonly [string, number]): number {
  return b.length - a.length;
}

/** pkg/capacity ToBytes: whole numbers only, any case; no blank between number and unit. */
export function sizeInBytes(text: string): number | undefined {
  const plain = text.trim().toLowerCase();
  const unit = UNITS.find(([suffix]) => plain.endsWith(suffix));
  if (unit) {
    const count = parseInteger(plain.slice(0, plain.length - unit[0].length));
    return count === undefined ? undefined : count * unit[1];
  }
  return /^\d+$/.test(plain) ? Number(plain) : undefined;
}

/** net.ParseCIDR, as pkg/network ValidateCIDRs calls it: an address without its prefix length is none. */
export function isCidr(text: string): boolean {
  const [, address, length] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const family = isIP(address ?? '');
  return family !== 0 && !address.includes('%') && !/^0\d/.test(length) && Number(length) <= (family === 4 ? 32 : 128);
}

/** resource.ParseQuantity of Kubernetes, rounded up to bytes as Value() does. */
export function quantityInBytes(text: string): number | undefined {
  const [, number, suffix] = /^([+-]?(?:\d+\.?\d*|\.\d+))(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]|[eE][+-]?\d+)?$/.exec(text) ?? [];
  if (number === undefined) {
    return undefined;
  }
  const decimal: { readonly [suffix: string]: number } = {
    n: 1e-9, u: 1e-6, m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18,
  };
  const factor = suffix === undefined ? 1
    : suffix.endsWith('i') ? 1024 ** ('KMGTPE'.indexOf(suffix[0]) + 1)
      : decimal[suffix] ?? 10 ** Number(suffix.slice(1));
  return Math.ceil(Number((Number(number) * factor).toFixed(3)));
}

/** The length of a value as encoding/json writes it: keys sorted, no blanks, HTML characters escaped. */
export function jsonLength(value: { readonly [key: string]: { readonly [key: string]: string } }): number {
  const text = JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return Buffer.byteLength(text);
}
