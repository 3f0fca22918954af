import { claimRule } from './row';
import { ONTAP_FORMATS } from '../limits';

/** Volumes that grow by themselves. */
export const autogrowRules = [
  claimRule({
    id: 'ontap/autogrow-format',
    severity: 'error',
    reads: ['autogrow'],
    at: 'autogrow',
    broken: c => !ONTAP_FORMATS.autogrowThreshold.test(c.autogrow.usedThreshold) || !ONTAP_FORMATS.autogrowAmount.test(c.autogrow.growthAmount),
    problem: 'usedThreshold is 1% to 99%, growthAmount a percentage or an amount',
    fix: 'write them like \'80%\' and \'10%\' or \'50Gi\'',
    source: 'https://docs.netapp.com/us-en/trident/trident-use/vol-expansion.html',
    examples: {
      bad: { autogrow: { usedThreshold: '50Gi', growthAmount: '10%' } },
      good: { autogrow: { usedThreshold: '80%', growthAmount: '50Gi' } },
    },
  }),
];
