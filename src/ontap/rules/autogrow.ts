import { claimRule } from './row';
import { ONTAP_FORMATS, OntapStorageDriver as Driver, STORAGE_DRIVERS } from '../limits';

/** Rules for volumes that grow automatically. */
export const autogrowRules = [
  claimRule({
    id: 'ontap/autogrow-format',
    severity: 'error',
    reads: ['autogrow'],
    at: 'autogrow',
    isViolated: c => !ONTAP_FORMATS.autogrowThreshold.test(c.autogrow.usedThreshold)
      || !ONTAP_FORMATS.autogrowAmount.test(c.autogrow.growthAmount),
    problem: 'usedThreshold must be 1% to 99%, and growthAmount must be a percentage of at least 1% or an amount with a '
      + 'suffix',
    fix: 'use values such as usedThreshold: \'80%\' and growthAmount: \'10%\' or \'50Gi\'',
    source: 'https://docs.netapp.com/us-en/trident/trident-use/vol-expansion.html',
    invalidExample: { autogrow: { usedThreshold: '50Gi', growthAmount: '10%' } },
    validExample: { autogrow: { usedThreshold: '80%', growthAmount: '50Gi' } },
  }),
  claimRule({
    id: 'ontap/autogrow-max-size',
    severity: 'error',
    reads: ['autogrow'],
    mayRead: ['claimSize'],
    at: 'autogrow',
    isViolated: c => {
      const { growthAmount, maxSize } = c.autogrow;
      return typeof maxSize === 'number' && maxSize > 0 && (maxSize <= gibibytesOf(growthAmount) || reaches(c.claimSize, maxSize));
    },
    problem: c => reaches(c.claimSize, c.autogrow.maxSize)
      ? `maxSize ${String(c.autogrow.maxSize)} GiB is not larger than the claim, so the volume would never grow`
      : `maxSize ${String(c.autogrow.maxSize)} GiB must be larger than growthAmount ${c.autogrow.growthAmount}; `
        + 'otherwise Trident rejects the policy',
    fix: c => reaches(c.claimSize, c.autogrow.maxSize) ? 'raise maxSize, or remove it' : 'raise maxSize, or lower growthAmount',
    source: 'https://docs.netapp.com/us-en/trident/trident-use/vol-expansion.html',
    invalidExample: { autogrow: { usedThreshold: '80%', growthAmount: '50Gi', maxSize: 50 } },
    validExample: { autogrow: { usedThreshold: '80%', growthAmount: '50Gi', maxSize: 51 } },
  }),
  claimRule({
    id: 'ontap/autogrow-never-acts',
    severity: 'error',
    reads: ['autogrow', 'driver'],
    mayRead: ['spaceReserved', 'managedImport'],
    presenceOf: ['importedVolume'],
    at: 'autogrow',
    isViolated: c => isUnmanaged(c) || (c.spaceReserved === true && STORAGE_DRIVERS[c.driver].protocol === 'san'),
    problem: c => isUnmanaged(c)
      ? 'Trident never grows a volume that it does not manage'
      : 'Trident never grows block devices whose space is reserved (spaceReserved of the backend or pool)',
    fix: c => isUnmanaged(c) ? 'remove autogrow, or set managed: true' : 'remove autogrow or spaceReserved',
    source: 'https://github.com/NetApp/trident/blob/v26.06.0/core/common.go',
    invalidExample: { autogrow: { usedThreshold: '80%', growthAmount: '10%' }, driver: Driver.SAN, spaceReserved: true },
    validExample: { autogrow: { usedThreshold: '80%', growthAmount: '10%' }, driver: Driver.NAS, spaceReserved: true },
  }),
];

function isUnmanaged(c: { readonly importedVolume: boolean; readonly managedImport?: boolean }): boolean {
  return c.importedVolume && c.managedImport !== true;
}

function reaches(claimSize: number | undefined, maxSize: unknown): boolean {
  return claimSize !== undefined && typeof maxSize === 'number' && claimSize >= maxSize;
}

const UNITS: { readonly [unit: string]: number } = {
  '': 1, 'k': 1e3, 'M': 1e6, 'G': 1e9, 'T': 1e12, 'P': 1e15, 'E': 1e18,
  'Ki': 1024, 'Mi': 1024 ** 2, 'Gi': 1024 ** 3, 'Ti': 1024 ** 4, 'Pi': 1024 ** 5, 'Ei': 1024 ** 6,
};

/** An amount in GiB; NaN for a percentage. */
function gibibytesOf(amount: string): number {
  const [, number, unit] = /^([\d.]+)(\D*)$/.exec(amount) ?? [];
  return Number(number) * UNITS[unit] / 1024 ** 3;
}
