import { isIPv6 } from 'net';

/** Whether two IPv4 ranges in CIDR notation share an address. */
export function overlap(a: string, b: string): boolean {
  const [first, second] = [rangeOf(a), rangeOf(b)];
  return first.from <= second.to && second.from <= first.to;
}

function rangeOf(cidr: string): { readonly from: number; readonly to: number } {
  const [address, prefix] = cidr.split('/');
  const number = address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
  const size = 2 ** (32 - Number(prefix));
  const from = Math.floor(number / size) * size;
  return { from, to: from + size - 1 };
}

/** Whether a text is an IPv6 range in CIDR notation. */
export function isIpv6Range(text: string): boolean {
  const [, address, length] = /^([0-9a-fA-F:]+)\/(\d{1,3})$/.exec(text) ?? [];
  return address !== undefined && Number(length) <= 128 && isIPv6(address);
}
