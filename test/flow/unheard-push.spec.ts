import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DingTalkError } from '../../server/src/connectors/source.js';
import { clock } from '../../server/src/database/clock.js';
import { insertTuples } from '../../server/src/database/database.js';
import type { Actor } from '../../server/src/domain/actor.js';
import { LiveEvents } from '../../server/src/event-log/live-events.js';
import { EventChannel } from '../../server/src/intake/channel/event-channel.js';
import { EventTrust } from '../../server/src/intake/channel/event-trust.js';
import type { PullNamed } from '../../server/src/intake/pull/pull-named.js';
import type { PullEnd } from '../../server/src/intake/pull/pull-pipeline.js';
import { ShowPushOrder } from '../../server/src/push/confirm/show-push-order.js';
import type { ReadAgain, ReadAgainBeforeSend } from '../../server/src/push/send/read-again.js';
import { stand } from './bill-rows.js';
import { billNow, NotedKingdee, pushDatabase, pushParts, putPushing } from './push-parts.js';

/** A form of which nobody has heard lately what DingTalk cancelled, on or off: each bill's own approval is asked for, or it waits. */
const opened = pushDatabase();
const pusher: Actor = { userId: 'pusher', name: '出纳', roles: ['pusher'] };
const HOUR = 3_600_000;

/** What DingTalk says of a bill's approval, and of the one that it names. */
type Answer = Exclude<ReadAgain['kind'], 'differs' | 'related'> | { named: PullEnd; cancels?: boolean };

function office(answer: Answer = 'same', trust?: EventTrust) {
  const { db } = opened;
  const kingdee = new NotedKingdee();
  const asked: string[] = [];
  const replaced = new Set<string>();
  const reading = {
    run: async (bills: readonly { id: string }[]) => {
      asked.push(...bills.map(({ id }) => id));
      return new Map(bills.map(({ id }) => [id, readAs(answer)]));
    },
  } as unknown as ReadAgainBeforeSend;
  const named = {
    run: async (_: string, ids: readonly string[]) => {
      if (typeof answer !== 'object') throw new Error('nothing was named');
      // What it does to the original's bills is committed with it.
      if (answer.cancels) for (const id of asked) replaced.add(id);
      return new Map(ids.map((id) => [id, answer.named]));
    },
  } as unknown as PullNamed;
  const parts = pushParts(db, kingdee, {}, { reading, named, replaced, ...(trust ? { trust } : {}) });
  const marks = (columns: Readonly<Record<string, number | null>>) =>
    db.inTransaction((tx) =>
      tx.query(
        `UPDATE scheme SET ${Object.keys(columns)
          .map((column) => `${column} = ?`)
          .join(', ')}`,
        Object.values(columns),
      ),
    );
  const saves = () => kingdee.calls.filter((call) => call === 'save').length;
  return { ...parts, db, kingdee, asked, marks, saves, show: new ShowPushOrder(db, parts.pauses, parts.orders) };
}

const readAs = (answer: Answer): ReadAgain => {
  if (typeof answer === 'object') return { kind: 'same', attached: ['amending'] };
  if (answer === 'unread') return { kind: 'unread', why: 'quota', sentence: '本月的钉钉接口额度用完了' };
  return { kind: answer };
};

/** The approval of a bill, as it was read then. */
const putRead = (id: string, name: string, at: number, finished = 1) =>
  opened.db.inTransaction((tx) =>
    insertTuples(
      tx,
      'approval',
      [
        ...[
          'id',
          'corp_id',
          'process_instance_id',
          'source_version',
          'process_code',
          'scheme_id',
          'business_id',
          'title',
        ],
        ...['originator_userid', 'originator_name', 'status', 'result', 'biz_action', 'started_at', 'finished_at'],
        ...['family', 'raw_hash', 'collected_at', 'raw'],
      ],
      [
        [
          ...[`approval-${name}`, 'corp', name, 1, 'PROC-1', 'scheme', id.slice(0, 20), '报销'],
          ...['user', '员工', 'COMPLETED', 'agree', 'NONE', 1, finished, 'v1', 'hash', at, '{}'],
        ],
      ],
    ),
  );

const LAW = { seed: 20_261_130, runs: 120 };
/** How a form may have been listened to four hours ago at the latest, and otherwise. */
const HEARD = ['look-back', 'head', 'head alone', 'while off', 'but unread', 'long ago', 'never'] as const;
const ANSWERS: readonly Answer[] = [
  'same',
  'gone',
  'unread',
  { named: 'open' },
  { named: 'gone' },
  { named: 'known' },
  { named: 'stored', cancels: true },
  { named: 'known', cancels: true },
  { named: 'unreadable' },
  { named: 'unclear' },
  { named: new DingTalkError('quota', '额度用完了', 'quota') },
];
const PAID = (answer: Answer): boolean =>
  answer === 'same' ||
  (typeof answer === 'object' && !answer.cancels && ['open', 'gone', 'known'].includes(String(answer.named)));

describe('what is sent of a form, whether its scheme is on or off', () => {
  it('was listened to within three hours, or asked for just before: whatever DingTalk cancelled, changed or did not answer is not sent', async () => {
    let n = 0;
    const world = fc.record({
      on: fc.boolean(),
      heard: fc.constantFrom(...HEARD),
      readHoursAgo: fc.constantFrom(1, 5),
      answer: fc.constantFrom(...ANSWERS),
    });
    const property = fc.asyncProperty(world, async ({ on, heard, readHoursAgo, answer }) => {
      const o = office(answer);
      n += 1;
      const now = clock.now();
      const name = `law-${n}`;
      const [recent, long] = [now - HOUR, now - 5 * HOUR];
      await o.db.inTransaction((tx) => tx.query('DELETE FROM listed_approval'));
      await o.marks({
        enabled: on ? 1 : 0,
        switched_at: now - 30 * 24 * HOUR,
        head_until: heard === 'head' || heard === 'head alone' ? recent : heard === 'never' ? null : long,
        look_back_until:
          heard === 'never'
            ? null
            : heard === 'look-back' || heard === 'but unread'
              ? recent
              : heard === 'head alone'
                ? now - 14 * 24 * HOUR
                : long,
        heard_until: heard === 'while off' ? recent : null,
      });
      if (heard === 'but unread')
        await o.db.inTransaction((tx) =>
          insertTuples(
            tx,
            'listed_approval',
            ['corp_id', 'process_instance_id', 'process_code', 'scheme_id', 'day', 'listed_at', 'outcome'],
            [['corp', 'x', 'PROC-1', 'scheme', '2026-11-30', long, 'unread']],
          ),
        );
      const { id } = await putPushing(o.db, name);
      await putRead(id, name, now - readHoursAgo * HOUR);
      await o.push.run();
      const isHeard = ['look-back', 'head', 'while off'].includes(heard) || readHoursAgo === 1;
      expect(o.asked).toEqual(isHeard ? [] : [id]);
      expect(o.saves()).toBe(isHeard || PAID(answer) ? 1 : 0);
      const after = await billNow(o.db, id);
      if (o.saves() === 0) expect(['approved', 'held', 'pushing']).toContain(after.state_kind);
      // Out of the way of the next world.
      await stand(o.db, id, { state_kind: 'excluded', next_attempt_at: null });
    });
    await fc.assert(property, { seed: LAW.seed, numRuns: LAW.runs });
  });
});

describe('a form that was last heard of four hours ago, over a stream that has been open for longer', () => {
  /** An event of the approval that came over the stream. */
  const arrived = (id: string, at: number, columns: Readonly<Record<string, unknown>>) =>
    opened.db.inTransaction(async (tx) => {
      const event = {
        event_key: `event-${id}`,
        channels: 'stream',
        event_type: 'bpms_instance_change',
        change_type: 'finish',
        process_code: 'PROC-1',
        process_instance_id: id,
        received_at: at,
        state: 'done',
        ...columns,
      };
      await insertTuples(tx, 'dingtalk_event', Object.keys(event), [Object.values(event)]);
      const met = { month: '2026-12', channel: 'stream', delivered: 1, repeated: 0, last_at: at };
      await insertTuples(tx, 'event_meter', Object.keys(met), [Object.values(met)]);
    });

  it.each<[string, number, Readonly<Record<string, unknown>>]>([
    ['ends', 0, {}],
    ['starts alone', 1, { change_type: 'start', state: 'left-out', reason: 'not-final' }],
    ['tasks alone', 1, { event_type: 'bpms_task_change', state: 'left-out', reason: 'other-event' }],
    ['another company', 1, { state: 'left-out', reason: 'other-corp' }],
    ['a form that it does not name', 1, { process_code: '', state: 'left-out', reason: 'no-code' }],
    ['another form', 1, { process_code: 'PROC-2', process_instance_id: 'other' }],
  ])('that tells of %s: %i of its bills is asked for before it is sent', async (_, times, columns) => {
    const now = clock.now();
    const channel = new EventChannel(opened.db, new LiveEvents(), { DINGTALK_EVENTS: 'stream' });
    await channel.claim('holder');
    await channel.connected('holder', now - 20 * HOUR);
    const trust = new EventTrust(opened.db, channel, { EVENT_TRUST_MS: HOUR });
    const o = office({ named: 'known', cancels: true }, trust);
    await o.marks({ enabled: 1, switched_at: 1, head_until: null, look_back_until: now - 4 * HOUR, heard_until: null });
    const { id } = await putPushing(o.db, 'told');
    // What ended before the stream was opened was told of by nobody, and is not compared.
    const finished = columns.process_code === 'PROC-2' ? now - 30 * HOUR : now - 6 * HOUR;
    await putRead(id, 'told', now - 5 * HOUR, finished);
    await arrived('told', now - 6 * HOUR, columns);
    await o.push.run();
    expect([o.asked.length, o.saves()]).toEqual([times, 1 - times]);
  });
});

describe('a form that was last heard of five hours ago, while the month’s calls are used up', () => {
  it('keeps the place of its bills and says why and what to do; they go once DingTalk answers', async () => {
    const o = office();
    const { id } = await putPushing(o.db, 'waited');
    await o.marks({ enabled: 1, switched_at: 1, head_until: null, look_back_until: clock.now() - 5 * HOUR });
    o.spoken.bad('detail', new DingTalkError('quota', '额度用完了', 'quota'), 'detail');
    await o.push.run();
    expect([o.saves(), o.asked, (await billNow(o.db, id)).state_kind]).toEqual([0, [], 'pushing']);
    const [item] = (await o.show.one('order')).items;
    expect(item).toMatchObject({ billId: id, sentence: expect.stringMatching(/保持排队.*先问钉钉.*额度.*下月 1 日/) });
    o.spoken.good('detail');
    await o.push.run();
    expect([o.saves(), o.asked, (await billNow(o.db, id)).state_kind]).toEqual([1, [id], 'booked']);
  });

  it('finishes what Kingdee holds already', async () => {
    const o = office();
    const { id, draft } = await putPushing(o.db, 'half');
    const stored = o.kingdee.take(draft);
    await stand(o.db, id, { reached: 'saved', kingdee_id: stored.id, kingdee_no: stored.billNo });
    await o.marks({ enabled: 0, switched_at: 1, look_back_until: clock.now() - 5 * HOUR });
    o.spoken.bad('detail', new DingTalkError('quota', '额度用完了', 'quota'), 'detail');
    await o.push.run();
    expect([(await billNow(o.db, id)).state_kind, o.asked]).toEqual(['booked', []]);
  });

  it('takes 再推送 of a bill that Kingdee did not take, and asks before it is sent', async () => {
    const o = office('unread');
    const { id } = await putPushing(o.db, 'failed');
    await stand(o.db, id, { state_kind: 'failed', action: 'continue' });
    await o.marks({ enabled: 0, switched_at: 1, look_back_until: clock.now() - 5 * HOUR });
    await o.people.resume(id, Number((await billNow(o.db, id)).version), pusher);
    await o.push.run();
    expect([o.saves(), o.asked]).toEqual([0, [id]]);
    expect(await billNow(o.db, id)).toMatchObject({ state_kind: 'pushing', reason_key: 'source-unheard' });
  });
});
