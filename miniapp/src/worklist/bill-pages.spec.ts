import type { BillPage, BillSummary } from '@dingdee/shared/bill';
import type { Amount } from '@dingdee/shared/money';
import { describe, expect, it } from 'vitest';
import { ApiProblem } from '../api/api-problem.js';
import type { BillPageRequest } from '../api/bill-api.js';
import { createBillPages } from './bill-pages.js';

const bill = (n: number): BillSummary => ({
  id: `b${n}`,
  version: 1,
  state: 'ready',
  reached: 'none',
  outcome: 'save+submit+audit',
  action: 'approve',
  payee: '江一帆',
  department: '市场部',
  purpose: `第 ${n} 笔`,
  costItems: [],
  amount: '12.30' as Amount,
  currency: 'CNY',
  orgNumber: '101',
  businessId: '202611240143818055102',
  billNo: `DD${n}`,
  kingdeeNo: null,
  reason: null,
  reasonKey: '',
  withdrawing: false,
  attachments: 0,
  finishedAt: 0,
  stateSince: n,
  paidAt: null,
});

/** A list on the server, read by key-set: the cursor is the id of the last row that was given. */
function server(size: number) {
  const list = Array.from({ length: size }, (_, i) => bill(i));
  const asked: BillPageRequest[] = [];
  return {
    list,
    asked,
    fail: null as ApiProblem | null,
    api: {
      async list(request: BillPageRequest): Promise<BillPage> {
        asked.push(request);
        if (world.fail) throw world.fail;
        const from = request.cursor ? list.findIndex((b) => b.id === request.cursor) + 1 : 0;
        const items = list.slice(from, from + (request.limit ?? 100));
        const last = items[items.length - 1];
        const more = last !== undefined && list[list.length - 1] !== last;
        return { items, next: more ? last.id : null, total: list.length, sum: '0.00' as Amount };
      },
    },
  };
}
let world: ReturnType<typeof server>;
const given = (size: number) => {
  world = server(size);
  return createBillPages({ stage: 'review' }, 'waiting', world.api);
};

describe('a list of bills', () => {
  it('stands after one small page and knows how long it will be', async () => {
    const pages = given(20_000);
    await pages.ensure(0);
    expect([pages.items.length, pages.total, world.asked.length]).toEqual([100, 20_000, 1]);
  });

  it('reads on as far as the row that is looked at, each row once and in order', async () => {
    const pages = given(2_000);
    await Promise.all([pages.ensure(0), pages.ensure(1_450), pages.ensure(700)]);
    expect(pages.items.length).toBeGreaterThan(1_450);
    expect(pages.items.map((b) => b.id)).toEqual(world.list.slice(0, pages.items.length).map((b) => b.id));
    expect(world.asked.map((r) => r.limit)).toEqual([100, 500, 500, 500]);
  });

  it('asks nothing more once the end has been reached', async () => {
    const pages = given(30);
    await pages.ensure(29);
    await pages.ensure(29);
    expect(world.asked).toHaveLength(1);
  });

  it('keeps the old rows on screen while it reads them anew, then shows what the server has now', async () => {
    const pages = given(150);
    await pages.ensure(149);
    world.list.splice(0, 10);
    const refreshed = pages.refresh(150);
    expect(pages.items).toHaveLength(150);
    await refreshed;
    expect([pages.items.length, pages.total, pages.items[0]?.id]).toEqual([140, 140, 'b10']);
  });

  it('a refusal is told and asked again, and what had been read stays', async () => {
    const pages = given(900);
    await pages.ensure(0);
    world.fail = new ApiProblem('client/timeout', '服务器没有回应', '等了 10 秒没有回应。', 0);
    await pages.ensure(500);
    expect([pages.items.length, pages.problem?.code, pages.loading]).toEqual([100, 'client/timeout', false]);
    world.fail = null;
    await pages.ensure(500);
    expect([pages.items.length > 500, pages.problem]).toEqual([true, null]);
  });

  it('a bill that was dealt with leaves at once, and a changed one takes its old place', async () => {
    const pages = given(3);
    await pages.ensure(0);
    pages.remove('b1');
    pages.replace({ ...bill(2), version: 7 });
    expect(pages.items.map((b) => [b.id, b.version])).toEqual([
      ['b0', 1],
      ['b2', 7],
    ]);
    expect(pages.total).toBe(2);
  });
});
