import type { OutsideFinding } from '@dingdee/shared/outside';
import { expect, it } from 'vitest';
import { ApiProblem } from '../api/api-problem.js';
import { usePaidBy } from './usePaidBy.js';

const finding = (number: string): OutsideFinding =>
  ({
    seen: 'same',
    number,
    bill: null,
    ours: { count: 1, amount: '1.00' },
    differs: [],
    sentence: '',
    digest: 'd1',
  }) as never;
const refs = { items: [{ id: 'b1', version: 3 }] };

it('a number is given only as it was looked up: none, one not looked up, and one changed since are told apart', async () => {
  const asked: unknown[] = [];
  const field = usePaidBy(() => refs, {
    look: async (body) => {
      asked.push(body);
      return finding(body.number);
    },
  });
  expect(field.paidBy.value).toBeUndefined();
  field.number.value = ' FKD1 ';
  expect(field.paidBy.value).toBeNull();
  await field.look();
  expect([asked, field.paidBy.value]).toEqual([
    [{ refs, number: 'FKD1' }],
    { number: 'FKD1', seen: 'same', digest: 'd1' },
  ]);
  field.number.value = 'FKD12';
  expect(field.paidBy.value).toBeNull();
});

it('a refusal is said, and the number counts as not looked up', async () => {
  const field = usePaidBy(() => refs, {
    look: async () => {
      throw new ApiProblem('bill/number-taken', '这一步现在不能做', '是另一张审批推送的', 422);
    },
  });
  field.number.value = 'DD1';
  await field.look();
  expect([field.problem.value, field.paidBy.value, field.looking.value]).toEqual(['是另一张审批推送的', null, false]);
  // It was said of that number, and of no other.
  field.number.value = 'DD12';
  expect(field.problem.value).toBeUndefined();
});

it('a number that Kingdee does not have is never given as what paid', async () => {
  const field = usePaidBy(() => refs, { look: async ({ number }) => ({ ...finding(number), seen: 'absent' }) });
  field.number.value = 'FKD-NOBODY';
  await field.look();
  expect([field.current.value?.seen, field.paidBy.value]).toEqual(['absent', null]);
});
