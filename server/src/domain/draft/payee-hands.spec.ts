import { expect, it } from 'vitest';
import { PAYMENT_FORM } from '../../connectors/forms/payment-form.js';
import { handWords, readPayees, writePayees } from './payee-hands.js';

const HAND = { field: 'oppositeAccount', form: '尾号 8811', put: '尾号 0023', by: 'u1', rowId: null };

it('a hand is kept by the name of its field and told in words', () => {
  expect(JSON.parse(writePayees({ hands: [HAND], names: [] }) ?? '')).toEqual({ hands: [HAND], names: [] });
  expect(handWords(HAND, PAYMENT_FORM)).toBe('对方银行账号原来是“尾号 8811”，人工改成了“尾号 0023”');
});

it('one that was kept by its label before is read as the same', () => {
  const { field: _, ...rest } = HAND;
  const before = JSON.stringify({ hands: [{ ...rest, label: '对方银行账号' }], names: ['李四'] });
  expect(readPayees(before, PAYMENT_FORM)).toEqual({ hands: [HAND], names: ['李四'] });
});

it('a name that nobody put, taken for that of an account without one, is kept and told as such', () => {
  const assumed = { field: 'oppositeName', form: '', put: '冯赟', by: '', rowId: null, assumed: true } as const;
  expect(readPayees(writePayees({ hands: [assumed], names: [] }), PAYMENT_FORM)).toEqual({
    hands: [assumed],
    names: [],
  });
  expect(handWords(assumed, PAYMENT_FORM)).toBe('审批单上的收款账号没有写户名，户名用了发起人“冯赟”');
});
