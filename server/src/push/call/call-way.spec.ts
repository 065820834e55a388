import { describe, expect, it } from 'vitest';
import type { PushBill } from '../../bill/ledger/bill-claims.js';
import type { StepOutcome, StoredBill } from '../../connectors/target.js';
import type { PushWay } from '../../scheme/version/scheme-store.js';
import { afterSingleCall, byWay } from './call-way.js';

const bill = (id: string, more: Partial<PushBill> = {}): PushBill =>
  ({ id, billNo: `DD${id}`, schemeId: 's1', outcome: 'save+submit+audit', state: {}, ...more }) as PushBill;
const ways = (way: Partial<PushWay>) => new Map([['s1', { callMode: 'steps' as const, interactions: [], ...way }]]);
const groups = (found: ReturnType<typeof byWay>) => found.map(({ bills, way }) => [bills.map(({ id }) => id), way]);

describe('how bills are sent', () => {
  it('one call does all three steps only at a bill’s first save, where the scheme wants it and goes to the audit', () => {
    const bills = [bill('1'), bill('2', { outcome: 'save' }), bill('3')];
    expect(groups(byWay('save', bills, ways({ callMode: 'single' }), new Map([['3', 1]])))).toEqual([
      [['1'], { single: true, answers: [] }],
      [['2', '3'], { single: false, answers: [] }],
    ]);
    expect(groups(byWay('audit', [bill('1')], ways({ callMode: 'single' }), new Map()))).toEqual([
      [['1'], { single: false, answers: [] }],
    ]);
  });

  it('prompts are answered only for a bill that was asked, with what its scheme allows now', () => {
    const bills = [bill('1'), bill('2', { state: { answering: true } })];
    const allowed = ways({ interactions: ['STK_InvCheckResult', 'AP_FundPlan'] });
    expect(groups(byWay('submit', bills, allowed, new Map()))).toEqual([
      [['1'], { single: false, answers: [] }],
      [['2'], { single: false, answers: ['AP_FundPlan', 'STK_InvCheckResult'] }],
    ]);
    expect(groups(byWay('submit', bills, ways({}), new Map()))).toEqual([[['1', '2'], { single: false, answers: [] }]]);
  });
});

describe('the answer to a call that does all three steps', () => {
  const stored = (status: StoredBill['status'], id = '7') => [{ id, status } as StoredBill];
  const done: StepOutcome = { kind: 'done', id: '7', billNo: 'DD1', warning: null };
  const refused = (cls: 'data' | 'exists'): StepOutcome => ({
    kind: 'refused',
    refusal: { class: cls, messages: [], fields: [], retryable: false },
  });
  const lost: StepOutcome = { kind: 'unknown', cause: '没有回答' };
  const one = (outcome: StepOutcome | undefined, found: readonly StoredBill[] | null) =>
    afterSingleCall(
      [bill('1')],
      outcome === undefined ? [] : [outcome],
      found === null ? null : new Map(found.length === 0 ? [] : [['DD1', found]]),
    )[0];

  it.each(['A', 'B', 'C'] as const)('counts as far as Kingdee shows the bill: %s', (status) => {
    expect(one(done, stored(status))).toEqual({ ...done, status });
  });

  it('is nobody’s knowledge where the look does not agree with it, or stays without an answer', () => {
    for (const found of [null, [], stored('C', '8'), [...stored('C'), ...stored('C', '8')]])
      expect(one(done, found)?.kind).toBe('unknown');
    for (const found of [null, stored('A')]) expect(one(refused('data'), found)?.kind).toBe('unknown');
    expect(one(undefined, stored('C'))?.kind).toBe('unknown');
  });

  it('is a refusal only where Kingdee holds nothing; a taken number and a lost answer stay what they are', () => {
    expect(one(refused('data'), [])).toEqual(refused('data'));
    expect(one(refused('exists'), stored('C'))).toEqual(refused('exists'));
    expect(one(lost, stored('C'))).toEqual(lost);
  });
});
