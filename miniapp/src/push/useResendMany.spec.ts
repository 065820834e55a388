import type { Amount } from '@dingdee/shared/money';
import type { ResendPreview } from '@dingdee/shared/push-doubt';
import { flushPromises } from '@vue/test-utils';
import { expect, it, vi } from 'vitest';
import { ApiProblem } from '../api/api-problem.js';
import { resendPreviewForSpec as given } from './resend-preview-for-spec.js';
import { useResendMany } from './useResendMany.js';

const REFS = { selectionId: 's1', shown: { count: 2, amount: '300.50' as Amount } };
async function opened(preview: ResendPreview = given()) {
  const api = {
    preview: vi.fn(async () => preview),
    resend: vi.fn(async () => ({ done: { count: 1, amount: '100.00' as Amount }, skipped: [] })),
  };
  const sheet = useResendMany(REFS, api);
  await flushPromises();
  return { api, sheet };
}

it('asks what was looked up of exactly what was selected, and sends nothing before a person says how and that there is none', async () => {
  const { api, sheet } = await opened();
  expect(api.preview).toHaveBeenCalledWith(REFS);
  expect(sheet.sum.value).toEqual({ count: 2, amount: '300.50' });
  expect([await sheet.go(), api.resend.mock.calls]).toEqual([null, []]);
  sheet.reason.value = '  在金蝶找过，没有 ';
  expect(sheet.ready.value).toBe(false);
  sheet.sure.value = true;
  await sheet.go();
  expect(api.resend).toHaveBeenCalledWith({
    items: [
      { id: 'b1', version: 4 },
      { id: 'b2', version: 7 },
    ],
    reason: '在金蝶找过，没有',
  });
});

it('a bill that is left out is neither sent nor counted, and what was confirmed before is confirmed again', async () => {
  const { api, sheet } = await opened();
  sheet.reason.value = '没有';
  sheet.sure.value = true;
  sheet.toggle('b2');
  expect([sheet.sum.value, sheet.sure.value, sheet.ready.value]).toEqual([
    { count: 1, amount: '100.00' },
    false,
    false,
  ]);
  sheet.sure.value = true;
  await sheet.go();
  expect(api.resend).toHaveBeenCalledWith({ items: [{ id: 'b1', version: 4 }], reason: '没有' });
  sheet.toggle('b2');
  expect(sheet.sum.value.count).toBe(2);
  sheet.toggle('b1');
  sheet.toggle('b2');
  sheet.sure.value = true;
  expect(sheet.ready.value).toBe(false);
});

it('an amount that nobody knows is told apart from the sum', async () => {
  const one = given();
  const { sheet } = await opened({ ...one, items: one.items.map((bill) => ({ ...bill, amount: null })) });
  expect(sheet.sum.value).toEqual({ count: 2, amount: '0.00', unknown: 2 });
});

it('a refusal is told, and what was written stays', async () => {
  const { api, sheet } = await opened();
  sheet.reason.value = '没有';
  sheet.sure.value = true;
  api.resend.mockRejectedValueOnce(new ApiProblem('ledger/held', '全部暂停', '等管理员', 422));
  expect(await sheet.go()).toBeNull();
  expect([sheet.problem.value?.code, sheet.reason.value, sheet.busy.value]).toEqual(['ledger/held', '没有', false]);
});

it('does not press twice while the first press is on its way', async () => {
  const { api, sheet } = await opened();
  sheet.reason.value = '没有';
  sheet.sure.value = true;
  await Promise.all([sheet.go(), sheet.go()]);
  expect(api.resend).toHaveBeenCalledTimes(1);
});
