import type { BillSummary } from '@dingdee/shared/bill';
import type { BatchResult } from '@dingdee/shared/bill-batch';
import { describe, expect, it } from 'vitest';
import { shallowRef } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { approveTogether, eachByItself } from './batch.js';

const bill = (id: string, amount: string | null): BillSummary => ({ id, payee: `收款人${id}`, amount }) as BillSummary;
const refusal = new ApiProblem('bill/stale', '单据变了', '这张单据刚被更新过', 409);

function given() {
  const problem = shallowRef<ApiProblem | null>(null);
  return { problem, dismiss: () => undefined, approveMany: async (): Promise<BatchResult | null> => null };
}

describe('one act for several bills', () => {
  it('goes on after a bill that is refused, which keeps its reason', async () => {
    const actions = given();
    const turns: number[] = [];
    const { done, left } = await eachByItself(
      actions,
      [bill('1', '10.00'), bill('2', '20.00'), bill('3', null)],
      async (one) => {
        actions.problem.value = one.id === '2' ? refusal : null;
        return one.id === '2' ? null : bill(one.id, null);
      },
      (index) => turns.push(index),
    );
    // Handled, a bill shows no amount of its own: what was ticked is what is added up.
    expect(done.map(({ id, amount }) => [id, amount])).toEqual([
      ['1', '10.00'],
      ['3', null],
    ]);
    expect(left).toEqual([
      { id: '2', payee: '收款人2', amount: '20.00', code: 'bill/stale', reason: '这张单据刚被更新过' },
    ]);
    expect(turns).toEqual([0, 1, 2]);
  });

  it('approved together leaves ticked what was left alone, and nothing settled where nothing was done', async () => {
    const settled: string[][] = [];
    const selection = { settle: async (ids: readonly string[]) => void settled.push([...ids]) };
    const actions = given();
    expect(await approveTogether(actions, selection, { items: [] })).toBeNull();
    const result = { skipped: [{ id: '7' }], done: { count: 1, amount: '1.00' } } as unknown as BatchResult;
    expect(await approveTogether({ ...actions, approveMany: async () => result }, selection, { items: [] })).toBe(
      result,
    );
    expect(settled).toEqual([['7']]);
  });
});
