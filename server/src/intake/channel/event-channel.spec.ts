import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { insertTuples } from '../../database/database.js';
import { LiveEvents } from '../../event-log/live-events.js';
import { temporaryDatabase } from '../../schema/temporary-database.js';
import { HeardSchemes } from '../scope/heard-schemes.js';
import { leaseMs } from './channel-times.js';
import { channelSentence } from './channel-words.js';
import { EventChannel } from './event-channel.js';
import { EventTrust } from './event-trust.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 10, 20, 1);

let database: Awaited<ReturnType<typeof temporaryDatabase>>;
let channel: EventChannel;
let trust: EventTrust;
beforeEach(async () => {
  database = await temporaryDatabase();
  vi.useFakeTimers({ toFake: ['Date'], now: START });
  channel = new EventChannel(database.db, new LiveEvents(), { DINGTALK_EVENTS: 'stream' });
  trust = new EventTrust(database.db, channel, { EVENT_TRUST_MS: HOUR });
});
afterEach(async () => {
  vi.useRealTimers();
  await database.drop();
});
const after = (ms: number) => vi.setSystemTime(Date.now() + ms);
const lease = () => leaseMs(database.db.dialect);

describe('the channel', () => {
  it('is held by one, until it lets go or says nothing for the length of its lease', async () => {
    expect([await channel.claim('a'), await channel.claim('b')]).toEqual([true, false]);
    after(lease() - 1);
    expect(await channel.renew('a')).toBe(true);
    after(lease() - 1);
    expect(await channel.claim('b')).toBe(false);
    after(2);
    expect([await channel.claim('b'), await channel.renew('a')]).toEqual([true, false]);
    await channel.release('b');
    expect(await channel.claim('c')).toBe(true);
  });

  it('stands as its holder says, and whoever lost it changes nothing any more', async () => {
    await channel.claim('a');
    expect(await channel.read()).toMatchObject({ connected: false, trouble: 'not-yet', since: START });
    await channel.connected('a', START + 1);
    expect(await channel.read()).toMatchObject({ connected: true, trouble: null, since: START + 1 });
    await channel.release('a');
    await channel.claim('b');
    await channel.connected('a', START + 5);
    expect(await channel.read()).toMatchObject({ connected: false, trouble: 'not-yet' });
  });

  it('of a holder that is gone is down since it was last heard of, not connected', async () => {
    await channel.claim('a');
    await channel.connected('a', START);
    after(lease() + 5 * MINUTE);
    expect(await channel.read()).toMatchObject({ connected: false, trouble: 'holder-gone', since: START, holder: '' });
  });

  it('that is down stays down since then, however often it is tried and by whom', async () => {
    await channel.claim('a');
    await channel.down('a', START, 'unreachable', '连不上。', 7);
    await channel.renew('a');
    await database.db.inTransaction((tx) => tx.query('UPDATE event_channel SET lease_until = 0'));
    after(MINUTE / 2);
    await channel.claim('b');
    expect(await channel.read()).toMatchObject({ since: START, trouble: 'unreachable', tries: 7 });
  });

  it('switched off, or over which we are called, is not said to be down', async () => {
    for (const DINGTALK_EVENTS of ['off', 'http'] as const) {
      const reading = await new EventChannel(database.db, new LiveEvents(), { DINGTALK_EVENTS }).read();
      expect([reading.trouble, reading.since, channelSentence(reading)]).toEqual([null, null, null]);
    }
  });

  it('says what is wrong and who mends it', async () => {
    await channel.claim('a');
    await channel.down('a', START, 'refused', '连接设置不正确。请管理员核对 Client Secret。', 0);
    expect(channelSentence(await channel.read())).toBe(
      '钉钉不让应用接收事件：连接设置不正确。请管理员核对 Client Secret。改好后十分钟内自动再连；急的话重启钉蝶。',
    );
    await channel.down('a', START, 'unreachable', '钉钉暂时没有正常应答。', 5);
    expect(channelSentence(await channel.read())).toBe(
      '连不上钉钉的事件推送，正在重连，第 6 次。钉钉暂时没有正常应答。一直连不上，请管理员检查服务器到钉钉的网络。',
    );
  });
});

describe('events are relied upon', () => {
  const put = (table: string, values: Readonly<Record<string, unknown>>) =>
    database.db.inTransaction((tx) => insertTuples(tx, table, Object.keys(values), [Object.values(values)]));
  const scheme = (lookBackUntil: number, id = 's', processCode = 'PROC-1') =>
    put('scheme', {
      id,
      name: '报销',
      template: 't',
      process_code: processCode,
      form_name: '费用报销',
      org_number: '101',
      outcome: 'save',
      enabled: 1,
      current_version: 1,
      look_back_until: lookBackUntil,
      version: 1,
      created_by: 'u',
      created_at: 1,
      updated_at: 1,
    });
  const approval = (id: string, finishedAt: number, status = 'COMPLETED') =>
    put('approval', {
      id,
      corp_id: 'c',
      process_instance_id: id,
      source_version: 1,
      process_code: 'PROC-1',
      scheme_id: 's',
      business_id: id,
      title: '',
      originator_userid: 'u',
      originator_name: '',
      status,
      result: status === 'COMPLETED' ? 'agree' : '',
      biz_action: '',
      started_at: finishedAt,
      finished_at: finishedAt,
      family: 'v1',
      raw_hash: id,
      collected_at: finishedAt,
      raw: '{}',
    });
  const told = (id: string, at: number, columns: Readonly<Record<string, unknown>> = {}) =>
    put('dingtalk_event', {
      event_key: id,
      channels: 'stream',
      event_type: 'bpms_instance_change',
      change_type: 'finish',
      process_code: 'PROC-1',
      process_instance_id: id,
      received_at: at,
      state: 'done',
      ...columns,
    });
  const event = async (id: string, at: number) => {
    await told(id, at);
    await put('event_meter', { month: '2026-11', channel: 'stream', delivered: 1, repeated: 0, last_at: at });
  };
  /** Connected at START, an event five minutes later, and now it is two hours later. */
  const usual = async () => {
    await scheme(START + HOUR);
    await channel.claim('a');
    await channel.connected('a', START);
    await event('told', START + 5 * MINUTE);
    await approval('told', START + 5 * MINUTE);
    after(2 * HOUR);
    await database.db.inTransaction((tx) =>
      tx.query('UPDATE event_channel SET lease_until = ?', [Date.now() + lease()]),
    );
  };
  const since = () => trust.since(Date.now());

  it('when they have come for a while, each approval had its own, and every form was looked through since', async () => {
    await usual();
    expect([await since(), await trust.isProved(START)]).toEqual([START, true]);
  });

  it('not before, not while the connection is down, and not when nothing came for two weeks', async () => {
    await usual();
    expect(await trust.since(START + HOUR - 1)).toBeNull();
    expect(await trust.since(START + 15 * DAY)).toBeNull();
    await channel.down('a', Date.now(), 'broken', '', 0);
    expect(await since()).toBeNull();
  });

  it('not over a connection on which nothing ever came: the app may be subscribed to nothing', async () => {
    await usual();
    await database.db.inTransaction((tx) => tx.query('DELETE FROM event_meter'));
    expect(await since()).toBeNull();
  });

  it('not where an approval finished of which none told; one of a moment ago may still be told', async () => {
    await usual();
    await approval('fresh', Date.now() - MINUTE);
    expect(await since()).toBe(START);
    await approval('untold', Date.now() - HOUR);
    after(2 * MINUTE);
    await database.db.inTransaction((tx) =>
      tx.query('UPDATE event_channel SET lease_until = ?', [Date.now() + lease()]),
    );
    expect(await since()).toBeNull();
    expect(await trust.untold(START, Date.now())).toEqual([{ processCode: 'PROC-1', approvals: 1 }]);
  });

  it.each([
    ['other-event', { event_type: 'bpms_task_change', change_type: 'finish' }],
    ['not-final', { change_type: 'start' }],
    ['other-corp', {}],
    ['no-code', { process_code: '' }],
    ['no-scheme', { process_code: 'proc-1' }],
  ])(
    'not where all that came of an approval is left out as %s: its end was told of by nobody',
    async (reason, columns) => {
      await usual();
      await approval('half', Date.now() - HOUR);
      await told('half', Date.now() - HOUR, { state: 'left-out', reason, ...columns });
      expect(await since()).toBeNull();
      expect(await trust.untold(START, Date.now())).toEqual([{ processCode: 'PROC-1', approvals: 1 }]);
      expect(await trust.silentForms(Date.now())).toEqual(new Set(['PROC-1']));
      await told('whole', Date.now() - HOUR, { process_instance_id: 'half' });
      expect(await trust.untold(START, Date.now())).toEqual([]);
    },
  );

  it('not over a connection on which starts came and no end ever, before an approval has finished', async () => {
    await usual();
    await database.db.inTransaction((tx) => tx.query('DELETE FROM approval'));
    expect(await since()).toBe(START);
    await database.db.inTransaction((tx) =>
      tx.query("UPDATE dingtalk_event SET change_type = 'start', state = 'left-out', reason = 'not-final'"),
    );
    expect([await since(), await trust.lastEnd()]).toEqual([null, null]);
  });

  it('although an event came before its scheme was enabled: it was told of all the same', async () => {
    await usual();
    await approval('early', Date.now() - HOUR);
    await told('early', Date.now() - HOUR, { state: 'left-out', reason: 'no-scheme' });
    expect(await since()).toBe(START);
  });

  it('although one was withdrawn: its end is no finish, to which alone the app is subscribed', async () => {
    await usual();
    await approval('withdrawn', Date.now() - HOUR, 'TERMINATED');
    expect(await since()).toBe(START);
  });

  it('of the forms that they tell of: cancellations of another one are not heard by them', async () => {
    await usual();
    await scheme(START + HOUR, 'unsubscribed', 'PROC-2');
    after(4 * HOUR);
    await database.db.inTransaction((tx) =>
      tx.query('UPDATE event_channel SET lease_until = ?', [Date.now() + lease()]),
    );
    expect(await since()).toBe(START);
    const heard = new HeardSchemes(database.db, trust, { HEARD_WITHIN_MS: 3 * HOUR });
    expect(await heard.unheard(Date.now())).toEqual(new Set(['unsubscribed']));
  });

  it('over HTTP, whatever is refused there: a form whose approvals finish untold stays silent', async () => {
    await usual();
    await database.db.inTransaction((tx) => tx.query("UPDATE event_meter SET channel = 'http'"));
    const http = new EventChannel(database.db, new LiveEvents(), { DINGTALK_EVENTS: 'http' });
    const posted = new EventTrust(database.db, http, { EVENT_TRUST_MS: HOUR });
    await approval('untold', Date.now() - HOUR);
    after(2 * HOUR);
    await http.refused('http-signature', 1);
    expect(await http.read()).toMatchObject({ trouble: 'http-signature', refusedAt: Date.now(), since: null });
    expect(await posted.silentForms(Date.now())).toEqual(new Set(['PROC-1']));
    expect(await posted.since(Date.now())).toBeNull();
  });

  it('not before a form was looked through for what finished while none came', async () => {
    await usual();
    expect(await trust.isProved(START + HOUR + 1)).toBe(false);
  });
});
