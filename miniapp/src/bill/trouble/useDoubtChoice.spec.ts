import { expect, it, vi } from 'vitest';
import { nextTick } from 'vue';
import { useDoubtChoice } from './useDoubtChoice.js';

const bill = { id: 'b1', version: 3 };
const given = (answer: true | null) => {
  const actions = { adopt: vi.fn(async () => answer), resend: vi.fn(async () => answer) };
  return { actions, choice: useDoubtChoice(() => bill, actions) };
};

it('sends again only with a reason and the tick that says there is none in Kingdee', async () => {
  const { actions, choice } = given(true);
  choice.open('resend');
  choice.text.value = '  在金蝶找过，没有 ';
  expect(choice.ready.value).toBe(false);
  await choice.submit();
  expect(actions.resend).not.toHaveBeenCalled();
  choice.sure.value = true;
  expect(choice.ready.value).toBe(true);
  await choice.submit();
  expect(actions.resend).toHaveBeenCalledWith(bill, '在金蝶找过，没有');
  expect(choice.kind.value).toBeNull();
});

it('names a bill by a number that Kingdee can be asked for, and stays open when it was refused', async () => {
  const { actions, choice } = given(null);
  choice.open('adopt');
  choice.text.value = 'FKD 1';
  expect(choice.ready.value).toBe(false);
  choice.text.value = ' FKD00000001 ';
  await choice.submit();
  expect(actions.adopt).toHaveBeenCalledWith(bill, 'FKD00000001');
  expect(choice.kind.value).toBe('adopt');
});

it('starts empty each time', async () => {
  const { choice } = given(true);
  choice.open('resend');
  choice.text.value = 'x';
  choice.sure.value = true;
  choice.close();
  choice.open('resend');
  await nextTick();
  expect([choice.text.value, choice.sure.value]).toEqual(['', false]);
});
