import type { Amount } from '@dingdee/shared/money';
import { describe, expect, it } from 'vitest';
import type { StoredBill } from '../../connectors/target.js';
import { draftForSpec } from '../../domain/draft/draft-for-spec.js';
import { nextWatchAt } from './watch-cadence.js';
import { caseOfLook, type Halted, type Watched, whatBecameOf, whatChanged } from './what-changed.js';

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
const watched = (change: Partial<Watched> = {}): Watched => ({
  called: '付款单',
  number: 'DD0001',
  kingdeeId: '100001',
  reached: 'audited',
  audited: true,
  draft,
  accepted: null,
  ...change,
});
/** All of it goes to one account. */
const toAccount = (oppositeAccount: string) =>
  draft.rows.map((row) => ({ ...row, fields: { ...row.fields, oppositeAccount } }));
const causesOf = (bills: readonly StoredBill[], change: Partial<Watched> = {}) => {
  const look = whatChanged(watched(change), bills);
  return look.kind === 'there' ? look.causes : look.kind;
};
const amount = (text: string) => text as Amount;
const at = { now: 5, gapMs: 60_000 };

describe('what Kingdee changed', () => {
  it('is nothing while the bill is as it was sent, whatever Kingdee adds of its own', () => {
    expect(causesOf([stored({ header: { ...draft.header, settleBook: 'X' } })])).toEqual([]);
  });

  it.each<[string, Partial<StoredBill>, readonly string[]]>([
    ['un-audited', { status: 'D' }, ['un-audited']],
    ['sent back further', { status: 'A' }, ['un-audited']],
    ['another amount', { total: amount('1.00') }, ['amount']],
    ['another payee', { header: { ...draft.header, contactUnit: 'YG00099' } }, ['payee']],
    [
      'a payee of the same number and another kind',
      { header: { ...draft.header, contactUnitType: 'BD_Supplier' } },
      ['payee'],
    ],
    ['another account in a row', { rows: toAccount('6222029999999999999') }, ['payee']],
    ['cancelled', { cancelled: true }, ['cancelled']],
    ['several at once', { status: 'D', total: amount('1.00') }, ['un-audited', 'amount']],
  ])('%s', (_, change, causes) => {
    expect(causesOf([stored(change)])).toEqual(causes);
  });

  it('is a second bill under our keys, and a bill that is not ours is not taken for ours', () => {
    expect(causesOf([stored(), stored({ id: '100002', billNo: 'FKD1' })])).toEqual(['two-found']);
    expect(causesOf([stored({ id: '100002' })])).toBe('absent');
    expect(causesOf([])).toBe('absent');
  });

  it('is not a step that Kingdee went further than we asked, nor a unit that our user may not see', () => {
    expect(causesOf([stored({ status: 'C' })], { reached: 'saved', audited: false })).toEqual([]);
    expect(causesOf([stored({ status: 'A' })], { reached: 'saved', audited: false })).toEqual([]);
    const { contactUnit: _, ...header } = draft.header;
    expect(causesOf([stored({ header })])).toEqual([]);
  });

  it('is measured by what a person accepted, once one did', () => {
    const accepted = { status: 'D', total: '1.00', contactUnit: 'YG00012', cancelled: false, others: ['100002'] };
    const bills = [stored({ status: 'D', total: amount('1.00') }), stored({ id: '100002' })];
    expect(causesOf(bills, { accepted })).toEqual([]);
    expect(causesOf([stored({ total: amount('2.00') })], { accepted })).toEqual(['amount']);
    expect(causesOf([...bills, stored({ id: '100003' })], { accepted })).toEqual(['two-found']);
  });
});

describe('the case that follows', () => {
  it('names the account that Kingdee pays now by its last digits, and is none once a person let that one stand', () => {
    const paid = { draft: { ...draft, rows: toAccount('6222021234567890123') } };
    const bill = stored({ rows: toAccount('6222029999999999999') });
    const look = whatChanged(watched(paid), [bill]);
    const found = caseOfLook(watched(paid), look, null, at) ?? expect.fail();
    expect(found.sentence).toBe('付款单 DD0001 的对方银行账号在金蝶里改过：发送 尾号 0123，现在 尾号 9999。');
    expect(causesOf([bill], { ...paid, accepted: found.held })).toEqual([]);
    expect(causesOf([stored({ rows: toAccount('6222028888888888888') })], { ...paid, accepted: found.held })).toEqual([
      'payee',
    ]);
  });

  it('names the kind of a payee where that alone is another, and is none once a person let it stand', () => {
    const bill = stored({ header: { ...draft.header, contactUnitType: 'BD_Supplier' } });
    const found = caseOfLook(watched(), whatChanged(watched(), [bill]), null, at) ?? expect.fail();
    expect(found.sentence).toBe('付款单 DD0001 的往来单位类型在金蝶里改过：发送 员工，现在 供应商。');
    expect(causesOf([bill], { accepted: found.held })).toEqual([]);
    expect(causesOf([stored()], { accepted: found.held })).toEqual(['payee']);
  });

  it('shows both sides', () => {
    const look = whatChanged(watched(), [stored({ status: 'D', total: amount('1.00') })]);
    expect(caseOfLook(watched(), look, null, at)).toMatchObject({
      causes: ['un-audited', 'amount'],
      against: 'kingdee',
      lines: [
        { label: '单据状态', sent: '已审核', now: '重新审核' },
        { label: '金额', sent: '157.30', now: '1.00' },
        { label: '往来单位', sent: 'YG00012', now: 'YG00012' },
      ],
      held: { status: 'D', total: '1.00' },
    });
  });

  it('names the bill that stands in the place of a deleted one', () => {
    const look = whatChanged(watched(), [stored({ id: '100002', billNo: 'FKD1' })]);
    expect(caseOfLook(watched(), look, null, at)?.nextStep).toContain('FKD1');
  });

  it('of an amended approval stays that case; Kingdee only adds that the bill is gone', () => {
    const look = whatChanged(watched(), [stored({ status: 'D' })]);
    const open = { ...(caseOfLook(watched(), look, null, at) ?? expect.fail()), amendments: ['b'] };
    const amended = { ...open, causes: ['modified' as const], against: 'approval' as const };
    expect(caseOfLook(watched(), look, amended, at)).toBeNull();
    const gone = caseOfLook(watched(), { kind: 'absent', others: [] }, amended, at);
    expect(gone).toMatchObject({ causes: ['modified', 'deleted'], lines: amended.lines, amendments: ['b'] });
  });

  it('of an amended approval takes back that the bill is gone once Kingdee shows it again: it may still be paid', () => {
    const open = caseOfLook(watched(), { kind: 'absent', others: [] }, null, at) ?? expect.fail();
    const gone = {
      ...open,
      causes: ['modified' as const, 'deleted' as const],
      against: 'approval' as const,
      amendments: ['b'],
    };
    const back = caseOfLook(watched(), whatChanged(watched(), [stored()]), gone, at) ?? expect.fail();
    expect(back).toMatchObject({ causes: ['modified'], amendments: ['b'], held: { status: 'C' } });
    expect(back.nextStep).toContain('先在金蝶冲销这张单据');
    expect(caseOfLook(watched(), whatChanged(watched(), [stored()]), back, at)).toBeNull();
  });
});

describe('a bill that halted', () => {
  const claimed = {
    keyFields: ['FTHIRDBILLNO'],
    thirdBillNo: draft.thirdBillNo,
    orgNumber: '101',
    currency: 'PRE001',
    total: draft.total,
    payee: {},
    rows: [],
    outcome: 'save+submit+audit' as const,
  };
  const halted = (reached: Halted['reached'] = 'submitted', change: Partial<Halted['claimed']> = {}): Halted => ({
    claimed: { ...claimed, ...change },
    reached,
  });

  it('is booked where Kingdee went all the way with what we sent', () => {
    expect(whatBecameOf(halted(), stored(), [])).toEqual({ kind: 'booked', reached: 'audited' });
    expect(whatBecameOf(halted('submitted', { outcome: 'save+submit' }), stored({ status: 'B' }), [])).toEqual({
      kind: 'booked',
      reached: 'submitted',
    });
  });

  it('is not booked with other content, cancelled, or beside a second bill', () => {
    expect(whatBecameOf(halted(), stored({ total: amount('1.00') }), []).kind).toBe('odd');
    expect(whatBecameOf(halted(), stored({ cancelled: true }), []).kind).toBe('odd');
    expect(whatBecameOf(halted(), stored(), [stored({ id: '100002' })]).kind).toBe('odd');
  });

  it('moves with Kingdee, forward and back', () => {
    expect(whatBecameOf(halted(), stored({ status: 'B' }), [])).toEqual({ kind: 'same' });
    expect(whatBecameOf(halted(), stored({ status: 'D' }), [])).toEqual({
      kind: 'moved',
      reached: 'saved',
      back: true,
    });
    expect(whatBecameOf(halted('saved'), stored({ status: 'B' }), [])).toEqual({
      kind: 'moved',
      reached: 'submitted',
      back: false,
    });
  });
});

describe('when Kingdee is asked', () => {
  const [minute, day] = [60_000, 86_400_000];
  const rules = { intervalMs: 15 * minute, days: 45 };
  const now = 20_000 * day + 7 * minute;

  it.each([
    [0, 15],
    [day - 1, 15],
    [day, 60],
    [6 * day, 60],
    [7 * day, 360],
    [44 * day, 360],
  ])(
    'a bill booked %d ms ago is next asked about at the next whole %d minutes, with all others of that pause',
    (age, pause) => {
      const next = nextWatchAt('written-back', now - age, now, rules) ?? 0;
      expect([next % (pause * minute), next > now, next - now <= pause * minute]).toEqual([0, true, true]);
    },
  );

  it('ends after its days, but not while something waits for an end', () => {
    expect(nextWatchAt('booked', now - 45 * day, now, rules)).toBeNull();
    expect(nextWatchAt('failed', now - 45 * day, now, rules)).not.toBeNull();
    expect(nextWatchAt('reversal-needed', now - 45 * day, now, rules)).not.toBeNull();
  });
});

describe('a payee that Kingdee replaced', () => {
  const replaced = toAccount('6217000012345678901');
  it('is no change of a booked bill if a person accepted it, and neither is the one that was sent', () => {
    const paidAs = replaced;
    expect(causesOf([stored({ rows: replaced })])).toEqual(['payee']);
    expect(causesOf([stored({ rows: replaced })], { paidAs })).toEqual([]);
    expect(causesOf([stored()], { paidAs })).toEqual([]);
    expect(causesOf([stored({ rows: toAccount('6217000099999999999') })], { paidAs })).toEqual(['payee']);
  });

  it('leaves a stopped bill as it is while it was only shown, and books none that people carried on in Kingdee', () => {
    const became = (status: StoredBill['status'], accepted: boolean) => {
      const claimed: Halted['claimed'] = {
        thirdBillNo: draft.thirdBillNo,
        keyFields: ['FTHIRDBILLNO'],
        orgNumber: '101',
        currency: 'PRE001',
        total: draft.total,
        payee: {},
        rows: draft.rows,
        replaced: { rows: replaced, accepted },
        outcome: 'save+submit+audit',
      };
      return whatBecameOf({ claimed, reached: 'saved' }, stored({ status, rows: replaced }), []).kind;
    };
    expect([became('A', false), became('B', false), became('C', false)]).toEqual(['same', 'odd', 'odd']);
    expect([became('A', true), became('C', true)]).toEqual(['same', 'booked']);
  });
});
