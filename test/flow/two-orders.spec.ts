import { expect, it } from 'vitest';
import type { BaseDataCatalog } from '../../server/src/base-data/base-data-catalog.js';
import type { BillHistory } from '../../server/src/bill/history/bill-history.js';
import type { BillSelections } from '../../server/src/bill/selection/bill-selections.js';
import type { Actor } from '../../server/src/domain/actor.js';
import { ConfirmPush } from '../../server/src/push/confirm/confirm-push.js';
import { OwnPushes } from '../../server/src/push/confirm/own-pushes.js';
import { PreviewPush } from '../../server/src/push/confirm/preview-push.js';
import { ShowPushOrder } from '../../server/src/push/confirm/show-push-order.js';
import { stand } from './bill-rows.js';
import { billNow, NotedKingdee, numbersShown, pushDatabase, pushParts, putPushing, settingsFor } from './push-parts.js';

const opened = pushDatabase();
const pusher: Actor = { userId: 'pusher', name: '出纳', roles: ['pusher'] };

it('a bill that Kingdee refused in one order and booked in a later one is refused in the first and booked in the second', async () => {
  const { db } = opened;
  const kingdee = new NotedKingdee();
  const world = pushParts(db, kingdee);
  await numbersShown(db, world);
  const { push, claims, ledger, pauses, audit, live, wakes, holds, restored, orders } = world;
  const show = new ShowPushOrder(db, pauses, orders);
  const tally = async (id: string) => {
    const { booked, failed, notSent, running, items } = await show.one(id);
    return {
      counts: [booked, failed, notSent, running].map(({ count, amount }) => [count, amount]),
      rows: items.map(({ state, sentence, possible }) => [state, sentence, possible]),
    };
  };
  const bad = await putPushing(db, 'bad');
  await putPushing(db, 'good');
  kingdee.instead = async (call, sent) =>
    call === 'save'
      ? {
          outcomes: sent.map(({ billNo }) =>
            billNo === bad.draft.billNo
              ? {
                  kind: 'refused',
                  refusal: { class: 'data', messages: ['往来单位已禁用'], fields: [], retryable: false },
                }
              : { kind: 'unknown', cause: '没有回答' },
          ),
          answer: null,
          lost: true,
        }
      : null;
  await push.run();
  kingdee.instead = async () => null;
  expect((await tally('order')).counts[1]).toEqual([1, '157.30']);

  // Mapped anew, it is on the desk again: the order that failed with it keeps it so.
  await stand(db, bad.id, { state_kind: 'ready', approved_by: null, approved_hash: null });
  expect(await tally('order')).toMatchObject({
    counts: [
      [0, '0.00'],
      [1, '157.30'],
      [0, '0.00'],
      [0, '0.00'],
    ],
  });

  const { content_hash, version } = await billNow(db, bad.id);
  await stand(db, bad.id, {
    state_kind: 'approved',
    approved_by: 'reviewer',
    approved_hash: String(content_hash),
    state: '{}',
  });
  const selections = {
    async *chunks({ items }: { items: readonly { id: string; version: number }[] }) {
      yield items;
    },
  } as unknown as BillSelections;
  const nobody = { changedBy: async () => new Map() } as unknown as BillHistory;
  const settings = settingsFor({ FOUR_EYES_BATCH: '50000.00', SELECTION_TTL_MS: 600_000 });
  const own = new OwnPushes(db);
  const catalog = { nameOf: () => '' } as unknown as BaseDataCatalog;
  const preview = new PreviewPush(db, claims, selections, nobody, pauses, catalog, holds, own, settings);
  const confirm = new ConfirmPush(db, claims, ledger, preview, audit, live, wakes, restored, orders, own);
  const { token } = await preview.run({ items: [{ id: bad.id, version: Number(version) }] }, pusher);
  const later = await confirm.run(token, pusher);
  await push.run();

  expect(await tally(later)).toMatchObject({
    counts: [
      [1, '157.30'],
      [0, '0.00'],
      [0, '0.00'],
      [0, '0.00'],
    ],
    rows: [['booked', null, []]],
  });
  expect(await tally('order')).toMatchObject({
    counts: [
      [0, '0.00'],
      [1, '157.30'],
      [0, '0.00'],
      [0, '0.00'],
    ],
    rows: [
      ['in-doubt', expect.any(String), []],
      ['failed', '金蝶没有接受，改过后由后来的推送处理', []],
    ],
  });
});
