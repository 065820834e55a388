import type { EntityManager } from 'typeorm';
import { expect, it } from 'vitest';
import type { Actor } from '../../domain/actor.js';
import type { PushBill } from '../ledger/bill-claims.js';
import { mustBeFree, mustPayNoMore, type OutsidePayment } from './outside-payment.js';
import { closeMove, takeBackMove } from './park-moves.js';

const person = (userId: string): Actor => ({ userId, name: userId, roles: ['reviewer'] });
const payment = (number: string): OutsidePayment => ({ number, seen: 'same', names: [], others: 1 });
const bill = (state: object, kind = 'ready') =>
  ({ id: 'b1', version: 3, kind, reached: 'none', approvedHash: null, closedAt: 1, state }) as PushBill;
const answering = (rows: unknown[], asked: unknown[][] = []) =>
  ({
    dataSource: { options: { type: 'better-sqlite3' } },
    query: async (_: string, parameters: unknown[]) => {
      asked.push(parameters);
      return rows;
    },
  }) as unknown as EntityManager;
const closing = (actor: Actor, number?: string) => ({
  what: 'handle-outside' as const,
  reason: '财务付过了',
  actor,
  approvedOnce: true,
  singlePerson: false,
  paidBy: number === undefined ? undefined : payment(number),
});

it('two people who say 线下已处理 name one payment: another number, or none, is a request of its own', async () => {
  const none = answering([]);
  const asked = await closeMove(none, bill({}), closing(person('u-1'), 'FKD1'));
  expect([asked.stays, asked.data.asked?.number]).toEqual([true, 'FKD1']);
  const second = (number?: string) => closeMove(none, bill(asked.data), closing(person('u-2'), number));
  expect((await second('fkd1')).to).toBe('handled-outside');
  for (const number of ['FKD2', undefined]) {
    const other = await second(number);
    expect([other.stays, other.data.asked?.by, other.data.asked?.number]).toEqual([true, 'u-2', number]);
  }
});

it('what two closed comes back by two, with what was said to have paid it; what one closed by one', async () => {
  const state = { reason: '付过了', by: 'u-1', paidBy: { number: 'FKD1', seen: 'same' } };
  const restoring = { reason: '没有付', actor: person('u-1'), approvedOnce: true, singlePerson: false };
  const none = answering([]);
  const asked = await takeBackMove(none, bill(state, 'handled-outside'), restoring);
  expect([asked.stays, asked.to, asked.patch?.reason_key]).toEqual([true, 'handled-outside', undefined]);
  const back = await takeBackMove(none, bill(asked.data, 'handled-outside'), { ...restoring, actor: person('u-2') });
  expect([back.stays, back.to, back.data]).toEqual([undefined, 'collected', { paidBy: state.paidBy }]);
  const alone = await takeBackMove(none, bill(state, 'handled-outside'), { ...restoring, approvedOnce: false });
  expect(alone.to).toBe('collected');
});

it('a number is looked for as it may be spelt, and by the approval that a key field names', async () => {
  const asked: unknown[][] = [];
  await mustBeFree(answering([], asked), 'fkd00012', ['FKD00012', 'aBcInstance~P4RTX1']);
  expect(asked[0]).toEqual(expect.arrayContaining(['fkd00012', 'FKD00012', 'aBcInstance']));
  await expect(mustBeFree(answering([{ id: 'x' }]), 'fkd00012', [])).rejects.toMatchObject({
    code: 'bill/number-taken',
  });
});

it('whoever named the same payment meanwhile is seen before it is committed', async () => {
  await mustPayNoMore(answering([{ n: 3 }]), payment('FKD1'), 2);
  await expect(mustPayNoMore(answering([{ n: 4 }]), payment('FKD1'), 2)).rejects.toMatchObject({
    code: 'bill/outside-changed',
  });
});
