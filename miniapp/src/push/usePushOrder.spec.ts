import type { BillRefs } from '@dingdee/shared/bill-batch';
import type { Amount } from '@dingdee/shared/money';
import type { PushItem, PushItemPage, PushOrder, PushPreview } from '@dingdee/shared/push';
import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiProblem } from '../api/api-problem.js';
import { createPushOrder } from './usePushOrder.js';

const sum = (count: number) => ({ count, amount: `${count}.00` as Amount });
const refs: BillRefs = { items: [{ id: 'b1', version: 2 }] };
const preview: PushPreview = {
  eligible: sum(21),
  byOrgCurrency: [],
  accountSet: 'a',
  byDate: [],
  outcomes: [],
  largest: [],
  payeeHands: [],
  excluded: [],
  token: 'token-of-this-preview',
  refs,
};
const orderAt = (state: PushOrder['state'], booked: number, inDoubt = 0): PushOrder => ({
  id: 'o1',
  state,
  createdBy: '钱思远',
  createdAt: 0,
  finishedAt: state === 'done' ? 1 : null,
  stoppable: state === 'running',
  ...sum(21),
  booked: sum(booked),
  failed: sum(0),
  inDoubt: sum(inDoubt),
  nextProbeAt: null,
  queued: sum(0),
  running: sum(21 - booked - inDoubt),
  notSent: sum(0),
  through: [],
  writtenBack: 0,
  items: [],
  next: null,
});

const line = (billId: string, state: PushItem['state'] = 'pushing'): PushItem => ({
  billId,
  version: 1,
  payee: '',
  department: '',
  purpose: '',
  amount: null,
  state,
  reached: 'none',
  outcome: 'save+submit+audit',
  billNo: '',
  kingdeeNo: null,
  sentence: null,
  nextProbeAt: null,
  queued: false,
  possible: [],
});

function given() {
  const world = {
    now: orderAt('running', 0),
    problem: null as ApiProblem | null,
    tokens: [] as string[],
    reads: 0,
    pages: new Map<string, PushItemPage>(),
  };
  const say = async <T>(answer: () => T): Promise<T> => {
    if (world.problem) throw world.problem;
    return answer();
  };
  const push = createPushOrder({
    preview: () => say(() => preview),
    create: (token) =>
      say(() => {
        world.tokens.push(token);
        return world.now;
      }),
    recent: () => say(() => ({ items: [] })),
    get: () =>
      say(() => {
        world.reads += 1;
        return world.now;
      }),
    items: (_, cursor) => say(() => world.pages.get(cursor) ?? { items: [], next: null, total: 0 }),
    stop: () => say(() => orderAt('stopping', 3)),
  });
  return { world, push };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a push from confirm to result', () => {
  it('sends exactly what was shown: the token of the preview', async () => {
    const { world, push } = given();
    await push.prepare(refs);
    expect(push.step.value).toBe('confirm');
    await push.confirm();
    expect([world.tokens, push.step.value]).toEqual([['token-of-this-preview'], 'progress']);
  });

  it('a second tap while it is being sent sends nothing', async () => {
    const { world, push } = given();
    await push.prepare(refs);
    await Promise.all([push.confirm(), push.confirm()]);
    await push.confirm();
    expect(world.tokens).toHaveLength(1);
  });

  it('reads the progress until the order is done and then shows the result', async () => {
    const { world, push } = given();
    await push.prepare(refs);
    await push.confirm();
    world.now = orderAt('running', 15);
    await vi.advanceTimersByTimeAsync(2_000);
    expect([push.settled.value, push.step.value]).toEqual([15, 'progress']);
    world.now = orderAt('done', 21);
    await vi.advanceTimersByTimeAsync(2_000);
    expect([push.settled.value, push.step.value, push.running.value]).toEqual([21, 'result', false]);
    const { reads } = world;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(world.reads).toBe(reads);
  });

  it('goes on looking while bills of a finished order are in doubt', async () => {
    const { world, push } = given();
    await push.prepare(refs);
    world.now = orderAt('done', 20, 1);
    await push.confirm();
    expect([push.step.value, push.open.value]).toEqual(['result', true]);
    world.now = orderAt('done', 21);
    await vi.advanceTimersByTimeAsync(5_000);
    expect([push.order.value?.booked.count, push.open.value]).toEqual([21, false]);
  });

  it('closing the sheet leaves the order running and keeps counting it', async () => {
    const { world, push } = given();
    await push.prepare(refs);
    await push.confirm();
    push.close();
    world.now = orderAt('running', 15);
    await vi.advanceTimersByTimeAsync(2_000);
    expect([push.step.value, push.running.value, push.settled.value]).toEqual(['closed', true, 15]);
    await push.show('o1');
    expect(push.step.value).toBe('progress');
  });

  it('a lost answer while it runs is asked again, and the order stays on screen', async () => {
    const { world, push } = given();
    await push.prepare(refs);
    await push.confirm();
    world.problem = new ApiProblem('client/offline', '没有连上服务器', '', 0);
    await vi.advanceTimersByTimeAsync(2_000);
    expect([push.problem.value?.code, push.order.value?.id]).toEqual(['client/offline', 'o1']);
    world.problem = null;
    world.now = orderAt('done', 21);
    await vi.advanceTimersByTimeAsync(4_000);
    expect([push.step.value, push.problem.value]).toEqual(['result', null]);
  });

  it('a refused confirm keeps the sheet open and says why', async () => {
    const { world, push } = given();
    await push.prepare(refs);
    world.problem = new ApiProblem('push/stale', '确认单已过期', '有 2 笔变了，重新核对一次。', 409);
    await push.confirm();
    expect([push.step.value, push.problem.value?.code, push.sending.value]).toEqual(['confirm', 'push/stale', false]);
  });

  it('a preview that comes after the sheet was closed does not open it again', async () => {
    const { push } = given();
    const prepared = push.prepare(refs);
    push.close();
    await prepared;
    await flushPromises();
    expect(push.step.value).toBe('closed');
  });
});

describe('an order larger than a page', () => {
  const shown = (push: ReturnType<typeof createPushOrder>) => push.items.value.map(({ billId }) => billId);
  async function opened() {
    const { world, push } = given();
    world.now = { ...orderAt('running', 0), items: [line('b1'), line('b2')], next: '2.2' };
    world.pages.set('2.2', { items: [line('b3'), line('b4')], next: '2.4', total: 5 });
    world.pages.set('2.4', { items: [line('b5')], next: null, total: 5 });
    await push.show('o1');
    return { world, push };
  }

  it('shows its first page, and each further page when it is asked for, to the last bill', async () => {
    const { push } = await opened();
    expect([shown(push), push.hasMore.value]).toEqual([['b1', 'b2'], true]);
    await push.more();
    expect([shown(push), push.hasMore.value]).toEqual([['b1', 'b2', 'b3', 'b4'], true]);
    await push.more();
    expect([shown(push), push.hasMore.value]).toEqual([['b1', 'b2', 'b3', 'b4', 'b5'], false]);
  });

  it('shows a bill that came to the front between two pages once, as it is at the front', async () => {
    const { world, push } = await opened();
    await push.more();
    world.now = { ...world.now, items: [line('b4', 'failed'), line('b1')], next: '2.1' };
    world.pages.set('2.1', { items: [line('b2'), line('b3'), line('b4')], next: '2.4', total: 5 });
    await push.refresh();
    expect(shown(push)).toEqual(['b4', 'b1', 'b2', 'b3']);
    expect(push.items.value[0]?.state).toBe('failed');
  });

  it('begins with the first page again when another order is looked at', async () => {
    const { world, push } = await opened();
    await push.more();
    world.now = { ...orderAt('running', 0), id: 'o2', items: [line('c1')], next: '2.1' };
    await push.show('o2');
    expect(shown(push)).toEqual(['c1']);
  });
});
