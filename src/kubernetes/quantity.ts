import { Setting } from '../validation/deferred-value';
import { text } from '../validation/normalize';

/** GiB as a Kubernetes quantity in whole GiB, or otherwise in MiB, because drivers accept only integers. */
export function quantity(gibibytes: Setting<number>, rounding: 'up' | 'down' = 'up'): string {
  if (typeof gibibytes !== 'number' || Number.isInteger(gibibytes)) {
    return text(gibibytes, 'Gi');
  }
  return `${rounding === 'up' ? Math.ceil(gibibytes * 1024) : Math.floor(gibibytes * 1024)}Mi`;
}
