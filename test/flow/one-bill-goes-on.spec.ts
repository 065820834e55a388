import type { PushOrder } from '@dingdee/shared/push';
import { describe, expect, it, vi } from 'vitest';
import type { Actor } from '../../server/src/domain/actor.js';
import { ShowPushOrder } from '../../server/src/push/confirm/show-push-order.js';
import { stand } from './bill-rows.js';
import { billNow, NotedKingdee, numbersShown, pushDatabase, pushParts, putPushing } from './push-parts.js';

/** An order that a person stopped, of which another person lets single bills go on. */
const opened = pushDatabase();
const pusher: Actor = { userId: 'pusher', name: '出纳', roles: ['pusher'] };

async function office() {
  const { db } = opened;
  const kingdee = new NotedKingdee();
  const parts = pushParts(db, kingdee);
  // Where Kingdee keeps our numbers, a save that is not there would be sent again by itself.
  await numbersShown(db, parts);
  const { people, pauses, orders } = parts;
  const show = new ShowPushOrder(db, pauses, orders);
  /** Kingdee holds it as saved. */
  const saved = async (name: string) => {
    const { id, draft } = await putPushing(db, name);
    const stored = kingdee.take(draft);
    await stand(db, id, { reached: 'saved', kingdee_id: stored.id, kingdee_no: stored.billNo });
    return { id, status: () => kingdee.bills.find((bill) => bill.id === stored.id)?.status };
  };
  /** Its save got no answer. @param arrives whether Kingdee has taken it all the same. */
  const lost = async (name: string, arrives: boolean) => {
    const { id, draft } = await putPushing(db, name);
    kingdee.instead = async (call) => {
      if (call !== 'save') return null;
      if (arrives) kingdee.take(draft);
      return { outcomes: [{ kind: 'unknown', cause: '没有回答' }], answer: null, lost: true };
    };
    await parts.push.run();
    kingdee.instead = async () => null;
    return { id, status: () => kingdee.bills.find((bill) => bill.thirdBillNo === name)?.status };
  };
  const stop = async () => {
    await people.stop('order', pusher);
    await parts.push.run();
  };
  const goOn = async (id: string) => {
    await people.resume(id, Number((await billNow(db, id)).version), pusher);
    await parts.push.run();
  };
  const settleDoubt = async () => {
    for (const wait of [6_000, 30_000, 120_000, 120_000, 600_000]) {
      vi.advanceTimersByTime(wait);
      await parts.doubt.run();
      await parts.push.run();
    }
  };
  const order = (): Promise<PushOrder> => show.one('order');
  const stateOf = async (id: string) => {
    const { state_kind, reached, reason_key } = await billNow(db, id);
    return [state_kind, reached, reason_key];
  };
  const saves = () => kingdee.calls.filter((call) => call === 'save').length;
  return { kingdee, saved, lost, stop, goOn, settleDoubt, order, stateOf, saves, people };
}
const STOPPED = ['failed', 'saved', 'stopped'];

describe('继续 of one bill of an order that was stopped', () => {
  it('lets this bill go on alone: the others stay where they were stopped, also what was in doubt and turns up in Kingdee', async () => {
    const o = await office();
    const doubtful = await o.lost('doubtful', true);
    const [one, other] = [await o.saved('one'), await o.saved('other')];
    await o.stop();
    expect([await o.stateOf(one.id), await o.stateOf(other.id)]).toEqual([STOPPED, STOPPED]);
    await o.goOn(one.id);
    await o.settleDoubt();
    expect([one.status(), other.status(), doubtful.status()]).toEqual(['C', 'A', 'A']);
    expect([await o.stateOf(other.id), await o.stateOf(doubtful.id)]).toEqual([STOPPED, STOPPED]);
    await o.goOn(doubtful.id);
    expect([other.status(), doubtful.status()]).toEqual(['A', 'C']);
  });

  it('sends nothing again of what was in doubt and is not there: that goes back to 待推送', async () => {
    const o = await office();
    const doubtful = await o.lost('doubtful', false);
    const one = await o.saved('one');
    await o.stop();
    await o.goOn(one.id);
    await o.settleDoubt();
    expect([one.status(), doubtful.status(), o.saves()]).toEqual(['C', undefined, 1]);
    expect(await o.stateOf(doubtful.id)).toEqual(['approved', 'none', '']);
  });

  it('can be stopped again, the bill that went on too', async () => {
    const o = await office();
    const [one, other] = [await o.saved('one'), await o.saved('other')];
    await o.stop();
    expect((await o.order()).stoppable).toBe(false);
    o.kingdee.instead = async () => {
      expect(await o.order()).toMatchObject({ state: 'running', stoppable: true });
      await o.people.stop('order', pusher);
      return null;
    };
    await o.goOn(one.id);
    expect([one.status(), other.status()]).toEqual(['B', 'A']);
    expect(await o.stateOf(one.id)).toEqual(['failed', 'submitted', 'stopped']);
    expect(await o.order()).toMatchObject({ state: 'done', stoppable: false });
  });
});

describe('an order of which only bills in doubt are left', () => {
  it('can still be stopped: what Kingdee turns out not to hold is not sent again', async () => {
    const o = await office();
    const doubtful = await o.lost('doubtful', false);
    expect(await o.order()).toMatchObject({ stoppable: true, inDoubt: { count: 1 } });
    await o.people.stop('order', pusher);
    expect((await o.order()).stoppable).toBe(false);
    await o.settleDoubt();
    expect([doubtful.status(), o.saves()]).toEqual([undefined, 1]);
    expect(await o.stateOf(doubtful.id)).toEqual(['approved', 'none', '']);
  });

  it('can still be stopped: what Kingdee turns out to hold stands there for a person', async () => {
    const o = await office();
    const doubtful = await o.lost('doubtful', true);
    await o.people.stop('order', pusher);
    await o.settleDoubt();
    expect(doubtful.status()).toBe('A');
    expect(await o.stateOf(doubtful.id)).toEqual(STOPPED);
  });
});
