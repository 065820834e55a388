import type { PushOrder } from '@dingdee/shared/push';
import { mount } from '@vue/test-utils';
import { expect, it } from 'vitest';
import PushTally from './PushTally.vue';

const sum = (count: number) => ({ count, amount: `${count}00.00` as PushOrder['amount'] });
const order = (state: PushOrder['state'], queued: number, running: number, notSent: number): PushOrder => ({
  id: 'o1',
  state,
  createdBy: '钱思远',
  createdAt: 0,
  finishedAt: null,
  stoppable: true,
  ...sum(21),
  booked: sum(21 - queued - running - notSent),
  failed: sum(0),
  inDoubt: sum(0),
  nextProbeAt: null,
  queued: sum(queued),
  running: sum(running),
  notSent: sum(notSent),
  through: [],
  writtenBack: 0,
  items: [],
  next: null,
});
const read = (shown: PushOrder) => {
  const page = mount(PushTally, { props: { order: shown } });
  return { label: page.get('[role=img]').attributes('aria-label'), text: page.text() };
};

it('what waits in the queue stands apart from what is on its way, with its sum, and what was left out apart from both', () => {
  const { label, text } = read(order('stopping', 12, 5, 1));
  expect(label).toBe('已入账 3 笔，失败 0 笔，存疑 0 笔，推送中 5 笔，排队 12 笔，未发 1 笔');
  expect(text).toMatch(/推送中5 笔.*500\.00.*排队12 笔.*1,200\.00/);
});

it('an order that is through has no queue: what it did not send is 未发', () => {
  expect(read(order('done', 0, 0, 4)).label).toBe('已入账 17 笔，失败 0 笔，存疑 0 笔，未发 4 笔');
});
