import type { BillStateKind } from '@dingdee/shared/bill-state';
import { fromFen } from '@dingdee/shared/money';
import { describe, expect, it } from 'vitest';
import { type SourceBill, sharesOf, withoutBill } from './compare-source.js';
import { type FormSums, NO_SUMS } from './form-sums.js';

const bill = (baseFen: bigint | null, change: Partial<SourceBill['bill']> = {}): SourceBill => ({
  bill: { baseFen, part: '', kind: 'written-back', currency: 'CNY', state: {}, ...change },
  sums: NO_SUMS,
});
const part = (baseFen: bigint | null, kind: BillStateKind = 'written-back') => bill(baseFen, { part: 'p', kind });
const netOf = (gross: bigint, payable: bigint): FormSums => ({
  net: { gross: fromFen(gross), payable: fromFen(payable) },
  edited: null,
});
const form = (fen: bigint | null) => ({ place: 'ledger', fen });
const told = (...of: Parameters<typeof sharesOf>) => sharesOf(...of).map(({ n, fen, bucket }) => [n, fen, bucket]);

describe('what DingTalk says of an approval, spread over its bills', () => {
  it('is the sum of the form where one bill says the same', () => {
    expect(told(form(1000n), [bill(1000n)])).toEqual([[1, 1000n, null]]);
  });

  it('adds up to the form to the fen whatever the bills say, and counts one', () => {
    let seed = 7n;
    const draw = (below: bigint): bigint => {
      seed = (seed * 6364136223846793005n + 1442695040888963407n) % 2n ** 64n;
      return (seed >> 16n) % below;
    };
    for (let round = 0; round < 500; round += 1) {
      const fen = draw(1_000_000n);
      const bills = Array.from({ length: Number(draw(4n)) + 1 }, () =>
        bill(draw(5n) === 0n ? null : draw(400_000n), {
          part: draw(2n) === 0n ? '' : 'p',
          kind: draw(3n) === 0n ? 'superseded' : 'written-back',
        }),
      );
      const shares = sharesOf(form(fen), bills);
      expect(shares.reduce((sum, share) => sum + (share.fen ?? 0n), 0n)).toBe(fen);
      expect(shares.reduce((sum, { n }) => sum + n, 0)).toBe(1);
      // If a share differs from its bill, it has a bucket.
      shares.forEach((share, at) => {
        if ((share.fen ?? 0n) !== (bills[at]?.bill.baseFen ?? 0n) || share.n !== 1) expect(share.bucket).not.toBeNull();
      });
    }
  });

  it('differs by a rule only where a whole bill is what its net sum says; whatever else differs is not explained', () => {
    expect(told(form(1000n), [{ ...bill(700n), sums: netOf(1000n, 700n) }])).toEqual([[1, 1000n, 'by-rule']]);
    expect(told(form(1000n), [{ ...bill(0n, { kind: 'no-payment' }), sums: netOf(1000n, 0n) }])).toEqual([
      [1, 1000n, 'by-rule'],
    ]);
    expect(told(form(1000n), [bill(700n)])).toEqual([[1, 1000n, 'unexplained']]);
    expect(told(form(1000n), [{ ...bill(700n), sums: netOf(900n, 700n) }])).toEqual([[1, 1000n, 'unexplained']]);
    expect(told(form(1000n), [{ ...bill(735n), sums: netOf(1000n, 700n) }])).toEqual([[1, 1000n, 'unexplained']]);
    expect(told(null, [bill(700n)])).toEqual([[0, null, 'unlisted']]);
  });

  it('differs by an edit where the bills are what the form said when it was read again', () => {
    const edited: FormSums = { net: null, edited: 1200n };
    expect(told(form(1000n), [{ ...bill(1200n), sums: edited }])).toEqual([[1, 1000n, 'edited']]);
    expect(told(form(1000n), [{ ...part(700n), sums: edited }, part(500n)])).toEqual([
      [1, 500n, 'edited'],
      [0, 500n, 'split'],
    ]);
    expect(told(form(1000n), [{ ...bill(1300n), sums: edited }])).toEqual([[1, 1000n, 'unexplained']]);
  });

  it('is not explained where one of several parts has no bill, or a whole bill stands beside the parts', () => {
    expect(told(form(1000n), [part(600n), part(400n)])).toEqual([
      [1, 600n, null],
      [0, 400n, 'split'],
    ]);
    expect(told(form(1000n), [part(600n)])).toEqual([[1, 1000n, 'unexplained']]);
    expect(told(form(1000n), [bill(1000n), part(600n), part(400n)])).toEqual([
      [1, 0n, 'unexplained'],
      [0, 600n, 'split'],
      [0, 400n, 'split'],
    ]);
  });

  it('leaves out a bill that was closed beside those that took its place, and counts one that was closed for good', () => {
    expect(told(form(1000n), [bill(1000n, { kind: 'superseded' }), part(600n), part(400n)])).toEqual([
      [0, 0n, 'replaced'],
      [1, 600n, null],
      [0, 400n, 'split'],
    ]);
    expect(told(form(1000n), [bill(1000n, { kind: 'superseded' }), part(600n, 'excluded'), part(400n)])).toEqual([
      [0, 0n, 'replaced'],
      [1, 600n, null],
      [0, 400n, 'split'],
    ]);
    expect(told(form(1000n), [part(600n, 'excluded'), part(400n)])).toEqual([
      [1, 600n, null],
      [0, 400n, 'split'],
    ]);
    // Paid in another way, and again by its parts.
    const outside = bill(1000n, { kind: 'handled-outside' });
    expect(told(form(1000n), [outside, part(600n), part(400n)])[0]).toEqual([1, 0n, 'unexplained']);
  });

  it('has a bill whose sum is not known bear what is left, as long as something may be left', () => {
    expect(told(form(1000n), [bill(null, { kind: 'collected' })])).toEqual([[1, 1000n, 'no-sum']]);
    expect(told(form(1000n), [part(600n), part(null, 'collected')])).toEqual([
      [0, 600n, 'split'],
      [1, 400n, 'no-sum'],
    ]);
    expect(told(form(1000n), [part(1200n), part(null, 'collected')]).map(([, , bucket]) => bucket)).toContain(
      'unexplained',
    );
  });

  it('is unknown where the form says no sum: the ledger’s own never stands in for it', () => {
    expect(told(form(null), [bill(700n)])).toEqual([[1, null, 'no-form-sum']]);
    expect(told(form(null), [part(600n), part(400n)])).toEqual([
      [1, null, 'no-form-sum'],
      [0, null, 'no-form-sum'],
    ]);
    expect(told(form(null), [bill(null, { kind: 'collected' })])).toEqual([[1, null, 'no-sum']]);
  });

  it('adds no foreign currency, and says nothing of what lies between two of them', () => {
    expect(told(form(1000n), [bill(700n, { currency: 'USD' })])).toEqual([[1, null, null]]);
    expect(told(form(1000n), [bill(null, { currency: 'XXX' })])).toEqual([[1, null, null]]);
  });

  it('is missing where the proof of completeness cannot explain it, by its word and no other', () => {
    expect(
      ['left-out', 'settled', 'reading', 'unexplained', 'anything'].map((place) => withoutBill({ place, fen: null })),
    ).toEqual(['left-out', 'settled', 'reading', 'missing', 'missing']);
  });
});
