import { expect, it } from 'vitest';
import type { PushBill } from '../../bill/ledger/bill-claims.js';
import type { Database } from '../../database/database.js';
import type { HeardSchemes } from '../../intake/scope/heard-schemes.js';
import { MustBeAsked } from './must-be-asked.js';
import { NAMED, type SourceChecks } from './source-checks.js';

/** Bills b1 of a form that is heard of, with this latest check. */
async function asked(check: { outcome: string; cause: string } | null): Promise<string[]> {
  const heard = { unheard: async () => new Set<string>() } as unknown as HeardSchemes;
  const checks = {
    of: async () => new Map(check ? [['b1', { billId: 'b1', orderId: 'o', checkedAt: 1, ...check }]] : []),
  } as unknown as SourceChecks;
  const must = new MustBeAsked({} as Database, heard, checks, { HEARD_WITHIN_MS: 1 });
  return [...(await must.among([{ id: 'b1', schemeId: 's1' } as PushBill]))];
}

it('a bill whose approval names one that could not be read is asked about, also where its form is heard of', async () => {
  expect(await asked({ outcome: 'unread', cause: NAMED })).toEqual(['b1']);
});

it.each([[null], [{ outcome: 'same', cause: '' }], [{ outcome: 'unread', cause: 'plan' }]])(
  'a bill of a form that is heard of is not asked about otherwise: %j',
  async (check) => {
    expect(await asked(check)).toEqual([]);
  },
);
