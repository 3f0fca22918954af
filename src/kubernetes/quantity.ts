import { Setting } from '../validation/deferred-value';
import { text } from '../validation/normalize';

/** GiB as a quantity: whole GiB where it can be, else MiB, because drivers take integers. */
export function quantity(gibibytes: Setting<number>, rounding: 'up' | 'down' = 'up'): string {
  if (typeof gibibytes !== 'number' || Number.isInteger(gibibytes)) {
    return text(gibibytes, 'Gi');
  }
  return `${rounding === 'up' ? Math.ceil(gibibytes * 1024) : Math.floor(gibibytes * 1024)}Mi`;
}
