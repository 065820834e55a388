import { BILL_STATES, type BillStateKind } from '@dingdee/shared/bill-state';
import { type Amount, fromFen, toFen } from '@dingdee/shared/money';
import { describe, expect, it } from 'vitest';
import type { PushBill } from '../bill/ledger/bill-claims.js';
import type { StoredBill } from '../connectors/target.js';
import { draftForSpec } from '../domain/draft/draft-for-spec.js';
import { heldOf } from '../proof/watch/what-changed.js';
import { type AskedBill, compareTarget } from './compare-target.js';

const draft = draftForSpec('DD0001');
const stored = (change: Partial<StoredBill> = {}): StoredBill => ({
  id: '100001',
  billNo: 'DD0001',
  thirdBillNo: draft.thirdBillNo,
  status: 'C',
  orgNumber: '101',
  currency: 'PRE001',
  total: draft.total,
  header: draft.header,
  rows: draft.rows,
  ...change,
});
const ours = (kind: BillStateKind, change: Partial<PushBill> = {}): PushBill =>
  ({
    kind,
    reached: ['booked', 'written-back', 'reversal-needed'].includes(kind) ? 'audited' : 'none',
    billNo: 'DD0001',
    kingdeeNo: null,
    kingdeeId: '100001',
    targetForm: 'AP_PAYBILL',
    sentForm: null,
    baseFen: toFen(draft.total),
    state: {},
    ...change,
  }) as PushBill;
const asked = (bill: PushBill, held: readonly StoredBill[] | null, change: Partial<AskedBill> = {}): AskedBill => ({
  bill,
  draft,
  audited: false,
  accepted: null,
  stored: held,
  ...change,
});
const bucketOf = (...of: Parameters<typeof asked>) => compareTarget(asked(...of), 0).bucket;

describe('a booked bill in Kingdee', () => {
  it.each<[string, readonly StoredBill[], string | null]>([
    ['as it was sent', [stored()], null],
    ['not there', [], 'deleted'],
    ['cancelled', [stored({ cancelled: true })], 'cancelled'],
    ['un-audited', [stored({ status: 'D' })], 'un-audited'],
    ['of another sum', [stored({ total: '1.00' as Amount })], 'changed-amount'],
    ['to somebody else', [stored({ header: { ...draft.header, contactUnit: 'YG00099' } })], 'changed-payee'],
    ['of another organisation', [stored({ orgNumber: '102' })], 'changed-other'],
    ['on another day', [stored({ header: { ...draft.header, businessDate: '2020-01-31' } })], 'moved-date'],
    ['twice', [stored(), stored({ id: '2', billNo: 'FKD1' })], 'double'],
  ])('%s', (_, held, bucket) => {
    expect(bucketOf(ours('written-back'), held)).toBe(bucket);
  });

  it('of which a person said that it stands is accepted, as long as it is as they saw it', () => {
    const other = stored({ total: '1.00' as Amount });
    expect(bucketOf(ours('written-back'), [other], { accepted: heldOf(other, []) })).toBe('accepted');
    expect(bucketOf(ours('written-back'), [stored({ total: '2.00' as Amount })], { accepted: heldOf(other, []) })).toBe(
      'changed-amount',
    );
    expect(bucketOf(ours('written-back', { state: { standsDespite: ['deleted'] } }), [])).toBe('accepted');
  });

  it('is never settled by an earlier decision where another bill stands under its key, unless that one was cancelled', () => {
    const settled = ours('written-back', { state: { standsDespite: ['deleted'] } });
    const another = stored({ id: '2', billNo: 'FKD1' });
    expect(bucketOf(settled, [another])).toBe('double');
    expect(bucketOf(settled, [{ ...another, cancelled: true }])).toBe('accepted');
    expect(bucketOf(ours('written-back'), [{ ...another, cancelled: true }])).toBe('deleted');
    const reversed = ours('handled-outside', { state: { reversed: true } });
    expect(bucketOf(reversed, [stored()])).toBe('reversed');
    expect(bucketOf(reversed, [stored(), another])).toBe('double');
    expect(bucketOf(reversed, [another])).toBe('still-there');
    expect(bucketOf(reversed, [stored({ cancelled: true })])).toBe('outside');
  });

  it('that was closed because Kingdee held it no more is no settled one if Kingdee holds it again: nobody confirmed that', () => {
    const gone = ours('handled-outside', { state: { reversed: true, seenGone: true } });
    expect(bucketOf(gone, [])).toBe('outside');
    expect(bucketOf(gone, [stored()])).toBe('still-there');
    expect(bucketOf(gone, [stored({ cancelled: true })])).toBe('outside');
  });

  it('in a foreign currency is counted and not added', () => {
    const foreign = stored({ currency: 'PRE007' });
    expect(compareTarget(asked(ours('written-back'), [foreign]), 0)).toMatchObject({
      n: 1,
      fen: null,
      bucket: 'changed-other',
    });
    expect(compareTarget(asked(ours('written-back'), [stored(), { ...foreign, id: '2' }]), 0)).toMatchObject({
      n: 2,
      fen: null,
      bucket: 'double',
    });
    // Without the sent content, the difference is reported all the same.
    expect(bucketOf(ours('written-back'), [foreign], { draft: null })).toBe('changed-other');
    expect(bucketOf(ours('written-back'), [foreign], { accepted: heldOf(foreign, []) })).toBe('accepted');
    // If the currency may not be read, only the sum is known.
    expect(bucketOf(ours('written-back'), [stored({ currency: '' })])).toBe(null);
  });

  it('whose sum in the list is not that of its content is unexplained', () => {
    expect(bucketOf(ours('written-back', { baseFen: 1n }), [stored()])).toBe('unexplained');
  });
});

it('a bill that was never sent and stands in Kingdee is named; silence names only what may be there', () => {
  expect(bucketOf(ours('ready'), [])).toBe('review');
  expect(bucketOf(ours('ready'), [stored()])).toBe('unsent');
  expect(bucketOf(ours('in-doubt'), [stored()])).toBe('half-way');
  expect(bucketOf(ours('handled-outside'), [stored()])).toBe('still-there');
  expect(bucketOf(ours('handled-outside', { state: { reversed: true } }), [stored()])).toBe('reversed');
  expect(bucketOf(ours('ready'), null)).toBe('review');
  expect(bucketOf(ours('written-back'), null)).toBe('unanswered');
});

it('of whatever state and answer: equal without a name only, and counting what Kingdee holds to the fen', () => {
  let seed = 11;
  const draw = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((seed / 2 ** 31) * below);
  };
  for (let round = 0; round < 2000; round += 1) {
    const kind = BILL_STATES[draw(BILL_STATES.length)] ?? 'ready';
    const held = Array.from({ length: draw(3) }, (_, at) =>
      stored({
        id: String(100_001 + at),
        status: draw(3) === 0 ? 'D' : 'C',
        cancelled: draw(4) === 0,
        total: draw(2) === 0 ? draft.total : fromFen(BigInt(draw(99_999))),
      }),
    );
    const bill = ours(kind, { reached: draw(2) === 0 ? 'none' : 'audited' });
    const { n, fen, bucket } = compareTarget(asked(bill, held), 0);
    const there = held.filter(({ cancelled }) => !cancelled);
    expect([n, fen]).toEqual([there.length, there.reduce((sum, { total }) => sum + toFen(total), 0n)]);
    if (bucket === null) expect([n, fen]).toEqual([1, bill.baseFen]);
    expect(bucket).not.toBe('unexplained');
  }
});
