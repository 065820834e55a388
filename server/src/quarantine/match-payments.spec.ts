import { describe, expect, it } from 'vitest';
import { type Expense, matchPayments, type Payment } from './match-payments.js';

const expense = (approvalId: string, change: Partial<Expense> = {}): Expense => ({
  approvalId,
  orgNumber: '101',
  unit: 'BD_Empinfo 0001',
  fen: 418_000n,
  day: '2026-10-20',
  key: approvalId,
  ...change,
});
const payment = (billNo: string, change: Partial<Payment> = {}): Payment => ({
  billNo,
  orgNumber: '101',
  unit: 'BD_Empinfo 0001',
  fen: 418_000n,
  day: '2026-10-22',
  key: '',
  ...change,
});
const said = (expenses: readonly Expense[], payments: readonly Payment[]) =>
  Object.fromEntries(
    [...matchPayments(expenses, payments)].map(([id, { finding, payment: by }]) => [
      id,
      `${finding} ${by?.billNo ?? ''}`,
    ]),
  );

describe('what was paid already', () => {
  it('is what Kingdee holds of the same payee, sum and organisation, near in time', () => {
    expect(said([expense('a')], [payment('P1')])).toEqual({ a: 'paid P1' });
    expect(said([expense('a')], [payment('P1', { orgNumber: '102' })])).toEqual({ a: 'none ' });
    expect(said([expense('a')], [payment('P1', { fen: 418_001n })])).toEqual({ a: 'none ' });
  });

  it.each([
    ['2026-10-13', 'paid P1'],
    ['2026-10-12', 'none '],
    ['2026-12-19', 'paid P1'],
    ['2026-12-20', 'none '],
  ])('is looked for from a week before to 60 days after: %s', (day, found) => {
    expect(said([expense('a')], [payment('P1', { day })])).toEqual({ a: found });
  });

  it('is not the same sum to somebody else: that is shown, and somebody looks', () => {
    const other = [
      payment('P1', { unit: 'BD_Supplier 9' }),
      payment('P2', { unit: 'BD_Supplier 8', day: '2026-11-30' }),
    ];
    expect(said([expense('a')], other)).toEqual({ a: 'other-payee P1' });
    expect(matchPayments([expense('a')], other).get('a')?.alike).toBe(2);
  });

  it('explains one approval only: of two alike the nearer one, the other has to be looked at', () => {
    const two = [expense('a', { day: '2026-10-10' }), expense('b', { day: '2026-10-21' })];
    expect(said(two, [payment('P1')])).toEqual({ a: 'taken ', b: 'paid P1' });
  });

  it('is none that explains another approval already, however often Kingdee is asked', () => {
    const spoken = (...numbers: string[]) => matchPayments([expense('b')], [payment('P1')], new Set(numbers)).get('b');
    expect(spoken()).toMatchObject({ finding: 'paid' });
    expect(spoken('P1')).toMatchObject({ finding: 'taken', payment: null });
  });

  it('is certain where Kingdee’s bill carries the key of the approval, whatever else it says', () => {
    const own = payment('P1', { key: 'a', fen: 1n, day: '2025-01-01', unit: '' });
    expect(said([expense('a')], [own])).toEqual({ a: 'paid P1' });
  });

  it('is not told by a second bill that carries another approval’s key', () => {
    const twice = [payment('P1', { key: 'a' }), payment('P2', { key: 'a' })];
    expect(said([expense('a'), expense('b')], twice)).toEqual({ a: 'paid P2', b: 'none ' });
  });

  it('never uses a payment twice, finds the same whatever the order, and says something of every approval', () => {
    let seed = 7;
    const random = (n: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % n;
    };
    const day = () => new Date(Date.UTC(2026, 9, 1 + random(90))).toISOString().slice(0, 10);
    for (let round = 0; round < 200; round++) {
      const some = () => ({
        orgNumber: `10${random(2)}`,
        unit: `u${random(3)}`,
        fen: BigInt(random(4)),
        day: day(),
      });
      const expenses = Array.from({ length: random(30) }, (_, i) => expense(`a${i}`, some()));
      const payments = Array.from({ length: random(30) }, (_, i) => payment(`P${i}`, some()));
      const found = matchPayments(expenses, payments);
      const paid = [...found.values()].flatMap(({ finding, payment: by }) =>
        finding === 'paid' && by ? [by.billNo] : [],
      );
      expect(new Set(paid).size).toBe(paid.length);
      expect([...found.keys()].sort()).toEqual(expenses.map(({ approvalId }) => approvalId).sort());
      for (const each of expenses) {
        const match = found.get(each.approvalId);
        if (match?.finding === 'paid')
          expect(match.payment).toMatchObject({ orgNumber: each.orgNumber, unit: each.unit, fen: each.fen });
      }
      expect(said([...expenses].reverse(), [...payments].reverse())).toEqual(said(expenses, payments));
    }
  });
});
