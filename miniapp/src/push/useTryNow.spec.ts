import type { Amount } from '@dingdee/shared/money';
import { expect, it, vi } from 'vitest';
import { ApiProblem } from '../api/api-problem.js';
import { useTryNow } from './useTryNow.js';

const group = { key: 'busy:lock', count: 3, amount: '300.00' as Amount, mark: 'm1' };
const frozen = { id: 's1', count: 3, amount: '300.00' as Amount };
const answer = { done: { count: 3, amount: '300.00' as Amount }, skipped: [] };
const given = (select: () => Promise<unknown>) => {
  const api = { select: vi.fn(select), tryNow: vi.fn(async () => answer) };
  return { api, trying: useTryNow(api as unknown as Parameters<typeof useTryNow>[0]) };
};

it('one press freezes exactly what the button said, with its mark, and has that tried', async () => {
  const { api, trying } = given(async () => frozen);
  await trying.press({ stage: 'pushing', schemeId: 'a' }, group);
  expect(api.select).toHaveBeenCalledWith({
    stage: 'pushing',
    schemeId: 'a',
    reason: 'busy:lock',
    shown: { count: 3, amount: '300.00', mark: 'm1' },
  });
  expect(api.tryNow).toHaveBeenCalledWith({ selectionId: 's1', shown: { count: 3, amount: '300.00' } });
  expect(trying.result.value).toEqual(answer);
});

it('where the group is another by now nothing is tried, and the reason is said', async () => {
  const stale = new ApiProblem('bill/selection-changed', '选择变了', '重新选一次', 409);
  const { api, trying } = given(() => Promise.reject(stale));
  await trying.press({ stage: 'pushing' }, group);
  expect(api.tryNow).not.toHaveBeenCalled();
  expect([trying.problem.value, trying.result.value, trying.busy.value]).toEqual([stale, null, false]);
});

it('a second tap while the first is on its way asks for nothing', async () => {
  let letGo = (_: unknown): void => undefined;
  const { api, trying } = given(
    () =>
      new Promise((resolve) => {
        letGo = resolve;
      }),
  );
  const first = trying.press({ stage: 'pushing' }, group);
  await trying.press({ stage: 'pushing' }, group);
  letGo(frozen);
  await first;
  expect([api.select.mock.calls.length, api.tryNow.mock.calls.length]).toEqual([1, 1]);
});
