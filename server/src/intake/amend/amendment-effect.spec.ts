import { BILL_STATES, type BillStateKind } from '@dingdee/shared/bill-state';
import { describe, expect, it } from 'vitest';
import type { ReversalCase } from '../../domain/bill/bill-notes.js';
import { NEXT } from '../../domain/bill/bill-state.js';
import { readNotes } from '../../domain/bill/stored-state.js';
import {
  type AmendmentRow,
  amendedCase,
  effectOn,
  oldestFirst,
  replacedBy,
  standingOriginals,
  waitsFor,
  withdrawFirst,
} from './amendment-effect.js';

const amendment = (id: string, original: string | null, finishedAt: number, change: Partial<AmendmentRow> = {}) => ({
  approvalId: `approval-${id}`,
  processInstanceId: id,
  originalInstanceId: original,
  businessId: `20260301000000000000${finishedAt}`,
  action: 'MODIFY' as const,
  formTotalFen: null,
  finishedAt,
  seen: '',
  ...change,
});
const bill = (kind: BillStateKind, change: Partial<Parameters<typeof effectOn>[0]> = {}) => ({
  kind,
  reached: 'none' as const,
  state: {},
  leaseUntil: null,
  ...change,
});

describe('what an amendment replaces', () => {
  const a1 = amendment('b', 'a', 1);
  it.each([
    ['the change before', amendment('c', 'b', 2)],
    ['the first approval', amendment('c', 'a', 2)],
  ])('is the whole chain, when a second change names %s', (_, second) => {
    expect([...replacedBy(second, [second, a1])].sort()).toEqual(['a', 'b']);
    expect([...replacedBy(a1, [second, a1])]).toEqual(['a']);
  });

  it('is told by when they passed, not by when they came', () => {
    const late = amendment('c', 'a', 2);
    expect(oldestFirst([late, a1]).map(({ processInstanceId }) => processInstanceId)).toEqual(['b', 'c']);
  });

  it('includes an earlier change of an earlier change', () => {
    const all = [a1, amendment('d', 'b', 2), amendment('e', 'a', 3)];
    expect([...replacedBy(all[2] as AmendmentRow, all)].sort()).toEqual(['a', 'b', 'd']);
  });

  it('ends although the links run in a circle', () => {
    const all = [amendment('b', 'c', 1), amendment('c', 'b', 2)];
    expect(all.map((each) => [...replacedBy(each, all)])).toEqual([['c'], ['b']]);
  });

  it('is nothing known where neither side names the other', () => {
    expect([...replacedBy(amendment('b', null, 1), [])]).toEqual([]);
  });
});

describe('a change whose original may still be paid', () => {
  const rows = [amendment('b', 'a', 1), amendment('c', 'b', 2)];
  const of = (kind: BillStateKind, change: Parameters<typeof bill>[1] = {}) =>
    standingOriginals(rows, new Map([['a', [{ ...bill(kind, change), kingdeeNo: null, billNo: 'DD1' }]]]));

  it.each([
    ['pushing', ['b', 'c']],
    ['in-doubt', ['b', 'c']],
    ['booked', ['b', 'c']],
    ['written-back', ['b', 'c']],
    ['reversal-needed', ['b', 'c']],
    // Void in a moment, and not paid before it is.
    ['approved', ['b', 'c']],
    ['superseded', []],
    ['excluded', []],
    // A person has decided about it.
    ['handled-outside', []],
  ] as const)('%s: not one of the changes is sent beside it, however it came to be approved', (kind, standing) => {
    expect([...of(kind)].sort()).toEqual(standing);
  });

  it('and one that was declared standing keeps all of them', () => {
    expect([...of('written-back', { state: { standsDespite: ['b', 'c'] } })].sort()).toEqual(['b', 'c']);
  });
});

describe('the effect on an earlier bill', () => {
  it.each<[BillStateKind, string]>([
    ['collected', 'supersede'],
    ['needs-mapping', 'supersede'],
    ['ready', 'supersede'],
    ['approved', 'supersede'],
    ['held', 'supersede'],
    ['failed', 'supersede'],
    ['pushing', 'wait'],
    ['in-doubt', 'wait'],
    ['booked', 'reverse'],
    ['written-back', 'reverse'],
    ['reversal-needed', 'reverse'],
    ['superseded', 'gone'],
    ['excluded', 'outside'],
    ['handled-outside', 'outside'],
  ])('of one that is %s is %s', (kind, effect) => {
    expect(effectOn(bill(kind), 'b')).toBe(effect);
  });

  it('is legal in every state, and frees nothing that Kingdee may hold', () => {
    for (const kind of BILL_STATES) {
      const effect = effectOn(bill(kind, { reached: 'submitted' }), 'b');
      if (effect === 'supersede') expect(NEXT[kind]).toContain('superseded');
      if (effect === 'reverse' && kind !== 'reversal-needed') expect(NEXT[kind]).toContain('reversal-needed');
    }
    expect(effectOn(bill('failed', { reached: 'saved' }), 'b')).toBe('withdraw-first');
  });

  it('waits while a worker has the bill in its hands', () => {
    expect(effectOn(bill('failed', { leaseUntil: 1 }), 'b')).toBe('wait');
  });

  it('is spent once a person has decided about this very amendment, and about no other', () => {
    const stands = bill('written-back', { state: { standsDespite: ['b'] } });
    expect([effectOn(stands, 'b'), effectOn(stands, 'c')]).toEqual(['stands', 'reverse']);
    expect(effectOn(bill('handled-outside', { state: { reversed: true } }), 'b')).toBe('gone');
  });

  it('stays decided although Kingdee changes the bill later: that case is about Kingdee, not about the approval', () => {
    const ofKingdee: ReversalCase = {
      causes: ['amount'],
      against: 'kingdee',
      lines: [],
      sentence: '',
      nextStep: '',
      since: 1,
      amendments: [],
      held: null,
    };
    const open = bill('reversal-needed', { state: { reversal: ofKingdee, standsDespite: ['b'] } });
    expect([effectOn(open, 'b'), effectOn(open, 'c')]).toEqual(['stands', 'reverse']);
    const again = { ...ofKingdee, amendments: ['b'] };
    expect(effectOn(bill('reversal-needed', { state: { reversal: again, standsDespite: ['b'] } }), 'b')).toBe(
      'deciding',
    );
  });

  it.each([
    ['saved', '已保存未审核'],
    ['submitted', '已提交'],
    ['audited', '已入账'],
  ] as const)('of a bill that is %s in Kingdee is told as %s, never as more', (reached, word) => {
    const number = { kingdeeNo: 'DD1', billNo: 'DD1', reached };
    const about = {
      ...number,
      baseFen: 100n,
      payee: '员工',
      businessId: '1',
      state: {},
      sentForm: null,
      targetForm: 'AP_PAYBILL' as const,
    };
    const told = [amendedCase(about, amendment('b', 'a', 1), 1).sentence, waitsFor(number, 'reverse')?.sentence];
    for (const sentence of told) {
      expect(sentence).toContain(word);
      if (word !== '已入账') expect(sentence).not.toContain('入账');
    }
  });

  it('keeps the changed one waiting wherever Kingdee may hold the earlier one', () => {
    const number = { kingdeeNo: 'DD1', billNo: 'DD1', reached: 'audited' as const };
    for (const effect of ['wait', 'withdraw-first', 'reverse', 'deciding', 'stands', 'supersede'] as const)
      expect(waitsFor(number, effect)?.standing, effect).toBe(true);
    expect(waitsFor(number, 'outside')?.standing).toBe(false);
    expect(waitsFor(number, 'gone')).toBeNull();
  });

  it('is told once to a bill that is halted in Kingdee', () => {
    const halted = {
      sentForm: null,
      targetForm: 'AP_PAYBILL' as const,
      kingdeeNo: 'DD1',
      billNo: 'DD1',
      state: readNotes('failed', '{"orderId":"o","trouble":{"class":"data","step":"audit"}}'),
    };
    const state = withdrawFirst(halted, amendment('b', 'a', 1), 7);
    expect(state).toMatchObject({ orderId: 'o', amendedBy: ['b'], trouble: { class: 'data', step: 'audit' } });
    expect(withdrawFirst({ ...halted, state: state ?? {} }, amendment('b', 'a', 1), 8)).toBeNull();
  });
});
