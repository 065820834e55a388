import { describe, expect, it } from 'vitest';
import { canGoOn, canHandOver, canWithdraw, type HaltedStanding } from '../../bill/action/halted-rules.js';
import type { StepOutcome, StoredBill } from '../../connectors/target.js';
import type { Withdrawal } from '../../domain/bill/bill-notes.js';
import { afterWithdrawalLook, inverseStep, judgeInverse, type Looked, MOST_INVERSE_CALLS } from './withdrawal.js';
import { inverseRefused } from './withdrawal-words.js';

const MINUTE = 60_000;
const CLAIMED = {
  thirdBillNo: 'P1',
  numbering: 'ours' as const,
  keyFields: ['FTHIRDBILLNO'],
  orgNumber: '101',
  currency: 'PRE001',
  total: '1.00',
  payee: { contactUnit: 'YG00007', receivingUnit: '' },
  rows: [],
  outcome: 'save+submit+audit',
} as const;
const withdrawal: Withdrawal = { by: 'u', byName: '钱思远', at: 0, from: 'submitted', kingdeeId: '7', sent: 0 };
const quiet: Looked = { quietFrom: 0, asked: 0, negatives: [] };
const stored = (status: StoredBill['status'], change: Partial<StoredBill> = {}) =>
  ({
    ...CLAIMED,
    id: '7',
    billNo: 'DD1',
    status,
    header: {},
    rows: [],
    ...change,
  }) as unknown as StoredBill;
const look = (
  found: readonly StoredBill[],
  change: { withdrawal?: Partial<Withdrawal>; looked?: Partial<Looked>; at?: number } = {},
) => {
  const at = change.at ?? 1_000_000;
  return afterWithdrawalLook(
    CLAIMED,
    { ...withdrawal, ...change.withdrawal },
    { ...quiet, ...change.looked },
    found,
    { id: 'now', at },
    at,
    { since: at, gapMs: MINUTE, delays: [5_000, 30_000, 120_000, 600_000] },
  );
};

describe('the way out of Kingdee', () => {
  it('is one call per status: un-audit, take the submit back, delete', () => {
    const steps = (['C', 'B', 'Z', 'A', 'D'] as const).map(inverseStep);
    expect(steps).toEqual(['unaudit', 'unsubmit', 'delete', 'delete', 'delete']);
    expect(look([stored('B')])).toMatchObject({ kind: 'send', step: 'unsubmit' });
  });

  it('stops where it is another bill, or stands there twice', () => {
    expect(look([stored('A', { total: '2.00' as StoredBill['total'] })])).toMatchObject({
      kind: 'differs',
      why: ['金额'],
    });
    expect(look([stored('A', { header: { contactUnit: 'YG00008', receivingUnit: 'YG00008' } })])).toMatchObject({
      kind: 'differs',
      why: ['往来单位'],
    });
    expect(look([stored('A'), stored('A')]).kind).toBe('two-found');
  });

  it('does not un-audit what was audited after the person decided, until they decide again', () => {
    expect(look([stored('C')]).kind).toBe('audited-meanwhile');
    expect(look([stored('C')], { withdrawal: { from: 'audited' } })).toMatchObject({ kind: 'send', step: 'unaudit' });
  });

  it('does not delete a bill that somebody entered anew under our key, until they decide again', () => {
    expect(look([stored('A', { id: '8' })]).kind).toBe('replaced');
    expect(look([stored('A', { id: '8' })], { withdrawal: { kingdeeId: '8' } }).kind).toBe('send');
    expect(look([stored('A')], { withdrawal: { kingdeeId: null } }).kind).toBe('send');
  });

  it('goes no further by itself once a person had to look, nor in a circle', () => {
    expect(look([stored('A')], { withdrawal: { stopped: true } }).kind).toBe('clear-again');
    expect(look([stored('B')], { withdrawal: { sent: MOST_INVERSE_CALLS } }).kind).toBe('circle');
  });
});

describe('the proof that it is gone', () => {
  it('is one look after a deletion that Kingdee answered', () => {
    const deleted = { receipt: 'r', at: 900_000 };
    expect(look([], { withdrawal: { deleted } })).toEqual({
      kind: 'gone',
      proof: { kind: 'deleted', deleted, probe: { id: 'now', at: 1_000_000 } },
    });
    // A question asked before the answer says nothing.
    expect(look([], { withdrawal: { deleted: { receipt: 'r', at: 1_000_001 } } }).kind).toBe('ask-again');
  });

  it('is otherwise two looks, a gap apart, after every call has ended', () => {
    expect(look([])).toMatchObject({ kind: 'ask-again', at: expect.any(Number) });
    const first = { id: 'first', at: 1_000_000 - MINUTE };
    expect(look([], { looked: { negatives: [first] } })).toMatchObject({
      kind: 'gone',
      proof: { kind: 'not-found-twice', probes: [first, { id: 'now' }] },
    });
    expect(look([], { looked: { negatives: [{ id: 'first', at: 1_000_000 - MINUTE + 1 }] } }).kind).toBe('ask-again');
    expect(look([], { looked: { negatives: [first], quietFrom: first.at + 1 } }).kind).toBe('ask-again');
  });

  it('is left to a person when the looks are used up', () => {
    expect(look([], { looked: { asked: 3, negatives: [{ id: 'first', at: 1_000_000 - 1 }] } }).kind).toBe(
      'ask-a-person',
    );
  });
});

describe('an answer to an inverse call', () => {
  const refused = (message: string, kind: 'data' | 'lock' = 'data'): StepOutcome => ({
    kind: 'refused',
    refusal: { class: kind, messages: [message], fields: [], retryable: kind === 'lock' },
  });

  it('that is lost is in doubt; "no such bill" asks for a look; a lock is tried again as long as it is there', () => {
    expect(judgeInverse({ kind: 'unknown', cause: '超时' }, 1)).toEqual({ kind: 'in-doubt', cause: '超时' });
    expect(judgeInverse(refused('编码值["7"]不存在'), 1).kind).toBe('look');
    expect(judgeInverse(refused('冲突，请稍候再使用', 'lock'), 1).kind).toBe('again');
  });

  it('that refuses a repeat is looked at first: the call before it may have been carried out since', () => {
    const answer = judgeInverse(refused('该单据不是审核中状态，不能撤销'), 2);
    if (answer.kind !== 'repeat-refused') throw new Error(answer.kind);
    const waits = { refused: { step: 'unsubmit' as const, refusal: answer.refusal }, sent: 2 };
    expect(look([stored('B')], { withdrawal: waits })).toMatchObject({ kind: 'refused', step: 'unsubmit' });
    expect(look([stored('D')], { withdrawal: waits })).toMatchObject({ kind: 'send', step: 'delete' });
  });

  it('that is a refusal says what stands in Kingdee and what comes next, and quotes it', () => {
    const answer = refused('只能删除创建，暂存，重新审核状态的数据!');
    if (answer.kind !== 'refused') throw new Error('not refused');
    const { sentence, nextStep } = inverseRefused('delete', answer.refusal, 'DD1', 'B', 0);
    expect(sentence).toBe(
      '删除没有成功：金蝶不允许。金蝶里的单据 DD1 还在（审核中），没有删除，也没有重复。金蝶原话：“只能删除创建，暂存，重新审核状态的数据!”',
    );
    expect(nextStep).toContain('撤回并删除');
  });
});

describe('what a person may do with a bill that stands still in Kingdee', () => {
  const at = (change: Partial<HaltedStanding>): HaltedStanding => ({
    kind: 'failed',
    reached: 'saved',
    trouble: 'data',
    handedOver: false,
    amended: false,
    ...change,
  });

  it('is to withdraw it while nothing is on its way, never while an outcome is unknown', () => {
    expect(canWithdraw(at({}))).toBe(true);
    expect(canWithdraw(at({ reached: 'audited' }))).toBe(true);
    expect(canWithdraw(at({ reached: 'none' }))).toBe(false);
    for (const trouble of ['in-doubt', 'two-found', 'differs'])
      expect(canWithdraw(at({ kind: 'in-doubt', trouble }))).toBe(false);
    expect(canWithdraw(at({ kind: 'in-doubt', trouble: 'gone' }))).toBe(true);
    for (const kind of ['pushing', 'booked', 'written-back'] as const) expect(canWithdraw(at({ kind }))).toBe(false);
  });

  it('is to leave it to Kingdee, once', () => {
    expect(canHandOver(at({ reached: 'submitted' }))).toBe(true);
    expect(canHandOver(at({ handedOver: true }))).toBe(false);
    expect(canHandOver(at({ reached: 'audited' }))).toBe(false);
    expect(canHandOver(at({ reached: 'none' }))).toBe(false);
  });

  it('is nothing but to withdraw it once its approval was changed or cancelled', () => {
    const stands = at({ reached: 'submitted', amended: true });
    expect([canGoOn(stands), canHandOver(stands), canWithdraw(stands)]).toEqual([false, false, true]);
    expect(canGoOn(at({ reached: 'submitted' }))).toBe(true);
  });

  it.each(['differs', 'two-found'])('is nothing but to withdraw it while Kingdee holds another bill: %s', (trouble) => {
    const stands = at({ reached: 'submitted', trouble });
    expect([canGoOn(stands), canHandOver(stands), canWithdraw(stands)]).toEqual([false, false, true]);
  });
});
