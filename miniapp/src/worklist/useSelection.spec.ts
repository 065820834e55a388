import type { BillSummary } from '@dingdee/shared/bill';
import type { Selection } from '@dingdee/shared/bill-batch';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { Amount } from '@dingdee/shared/money';
import { describe, expect, it, vi } from 'vitest';
import { ApiProblem } from '../api/api-problem.js';
import { changeSentence } from '../bill/bill-change.js';
import { useSelection } from './useSelection.js';

const bill = (id: string, amount: string | null, version = 1, more: Partial<BillDetail> = {}) =>
  ({
    id,
    version,
    state: 'ready',
    payee: '周明远',
    currency: 'CNY',
    orgNumber: '101',
    department: '',
    purpose: '',
    costItems: [] as string[],
    attachments: 0,
    amount: amount as Amount | null,
    ...more,
  }) as BillSummary;
const detail = (from: BillSummary) =>
  ({ ...from, timeline: [{ at: 0, actor: '王五', what: '映射完成', note: null }] }) as unknown as BillDetail;
const frozen: Selection = {
  id: 'sel-1',
  count: 240,
  amount: '99.90' as Amount,
  expiresAt: 0,
  changed: [],
  actions: [],
};
const given = (now: readonly BillSummary[] = [], select = vi.fn(async () => frozen)) => {
  const get = vi.fn(async (id: string) => {
    const found = now.find((one) => one.id === id);
    if (!found) throw new ApiProblem('bill/not-found', '', '', 404);
    return detail(found);
  });
  return { picks: useSelection({ select, get, selection: async () => frozen }), select };
};

describe('what is selected', () => {
  it('adds what is ticked to the cent and leaves unknown amounts out of the sum', () => {
    const { picks } = given();
    for (const one of [bill('a', '0.10'), bill('b', '0.20'), bill('c', null)]) picks.toggle(one);
    expect([picks.count.value, picks.amount.value]).toEqual([3, '0.30']);
  });

  it('stays on the version that was ticked: a changed one is shown with who changed it, and counts when the person has looked', async () => {
    const now = bill('a', '9100.00', 2, { payee: '李四' });
    const { picks } = given([now]);
    picks.toggle(bill('a', '100.00'));
    picks.follow([now]);
    expect([picks.refs.value, picks.amount.value]).toEqual([{ items: [{ id: 'a', version: 1 }] }, '100.00']);
    await vi.waitFor(() => expect(picks.changes.value.get('a')?.hand).toBe('王五 01-01 08:00 映射完成'));
    const [change] = [...picks.changes.value.values()];
    expect(change && changeSentence(change)).toBe(
      '周明远 ¥100.00：收款人 周明远 → 李四，金额 ¥100.00 → ¥9,100.00（王五 01-01 08:00 映射完成）',
    );
    picks.accept();
    expect([picks.refs.value, picks.amount.value, picks.changes.value.size]).toEqual([
      { items: [{ id: 'a', version: 2 }] },
      '9100.00',
      0,
    ]);
  });

  it('tells that a bill left the list because somebody treated it, and lets it go when the person has looked', async () => {
    const { picks } = given([bill('a', '1.00', 2, { state: 'approved' }), bill('b', '2.00')]);
    picks.toggle(bill('a', '1.00'));
    picks.toggle(bill('b', '2.00'));
    picks.follow([]);
    await vi.waitFor(() => expect([...picks.changes.value.keys()]).toEqual(['a']));
    picks.accept();
    expect(picks.refs.value).toEqual({ items: [{ id: 'b', version: 1 }] });
  });

  it('keeps after an action only what was left alone because it had changed', async () => {
    const { picks } = given([bill('a', '1.00', 2), bill('b', '2.00')]);
    for (const one of [bill('a', '1.00'), bill('b', '2.00'), bill('c', '3.00')]) picks.toggle(one);
    await picks.settle(['a', 'b']);
    expect([picks.refs.value, [...picks.changes.value.keys()]]).toEqual([{ items: [{ id: 'a', version: 1 }] }, ['a']]);
  });

  it('takes all bills by version when the list is read to its end', async () => {
    const { picks, select } = given();
    await picks.all([bill('a', '1.00'), bill('b', '2.00')], { total: 2, sum: '3.00' as Amount }, { stage: 'push' });
    expect(picks.refs.value).toEqual({
      items: [
        { id: 'a', version: 1 },
        { id: 'b', version: 1 },
      ],
    });
    expect(select).not.toHaveBeenCalled();
  });

  it('freezes the whole filter, as it was shown, on the server when there is more than was read; one tap thaws it', async () => {
    const { picks, select } = given();
    await picks.all([bill('a', '1.00')], { total: 240, sum: '99.90' as Amount }, { stage: 'push' });
    expect(select).toHaveBeenCalledWith({ stage: 'push', shown: { count: 240, amount: '99.90' } });
    expect(picks.refs.value).toEqual({ selectionId: 'sel-1', shown: { count: 240, amount: '99.90' } });
    expect([picks.count.value, picks.amount.value]).toEqual([240, '99.90']);
    picks.toggle(bill('a', '1.00'));
    expect(picks.refs.value).toEqual({ items: [{ id: 'a', version: 1 }] });
  });

  it('selects nothing when the server cannot freeze, and says why', async () => {
    const problem = new ApiProblem('client/offline', '没有连上服务器', '', 0);
    const { picks } = given(
      [],
      vi.fn(async () => Promise.reject(problem)),
    );
    await picks.all([], { total: 5, sum: null }, {});
    expect([picks.refs.value, picks.problem.value]).toEqual([null, problem]);
  });
});
