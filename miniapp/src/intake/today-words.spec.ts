import type { Completeness } from '@dingdee/shared/completeness';
import type { CallBudget, EventChannel, IntakeWays } from '@dingdee/shared/intake';
import type { Amount } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { describe, expect, it } from 'vitest';
import { channelState } from './channel-words.js';
import { freshWords, gapOf, todayWords } from './today-words.js';
import { wayWords } from './way-words.js';

const NOW = Date.parse('2026-11-27T10:42:00+08:00');
const MINUTE = 60_000;
const channel = (change: Partial<EventChannel> = {}): EventChannel => ({
  mode: 'stream',
  state: 'ok',
  since: NOW - 90 * MINUTE,
  lastEventAt: NOW - MINUTE,
  sentence: null,
  tries: 0,
  holder: null,
  ...change,
});
const budget = (change: Partial<CallBudget> = {}): CallBudget => ({
  month: '2026-11',
  limit: 5000,
  reserve: 10,
  used: 1,
  others: null,
  byPurpose: [],
  byApi: [],
  grace: null,
  resetsAt: NOW,
  spent: false,
  kept: false,
  forecast: 1,
  level: 'ample',
  short: false,
  headEveryMs: 15 * MINUTE,
  lookBackEveryMs: 60 * MINUTE,
  events: {
    channel: 'stream',
    limit: 3000,
    delivered: 0,
    repeated: 0,
    lastAt: null,
    waiting: 0,
    forecast: 0,
    outlook: 'lasts',
  },
  recheck: 'off',
  byEvents: 'none',
  headWithoutEventsMs: 15 * MINUTE,
  seenWithinMs: 15 * MINUTE,
  seenWithoutEventsMs: 15 * MINUTE,
  steps: { slower: { from: 3500, headEveryMs: 60 * MINUTE }, scarce: { from: 4500, headEveryMs: 360 * MINUTE } },
  ...change,
});
const sum = (count: number, amount: string): CountAndSum => ({ count, amount: amount as Amount });
const NONE = sum(0, '0.00');
type Today = Completeness['today'] & { collected: boolean };
const today = (change: Partial<Today> = {}): Today => ({
  collected: true,
  day: '2026-11-27',
  finished: sum(19, '61284.30'),
  ledger: sum(18, '60804.30'),
  leftOut: sum(1, '480.00'),
  settled: NONE,
  unexplained: NONE,
  reading: NONE,
  reasons: [{ reason: '审批未通过（已拒绝）', sum: sum(1, '480.00') }],
  ...change,
});

describe('the band of today', () => {
  it('says what is missing between DingTalk and the ledger, and why', () => {
    expect(gapOf(today())).toEqual({ count: 1, amount: '480.00', tone: 'ok' });
    expect([todayWords.less(today()), todayWords.why(today()), todayWords.ledgerOf(today())]).toEqual([
      '少 1 条',
      '有说明：审批未通过（已拒绝）',
      '18 条，没有漏的',
    ]);
  });

  it('is red for what nobody can explain, whatever else there is, and grey while it is read', () => {
    const missing = today({ unexplained: sum(2, '0.00'), reading: sum(1, '0.00') });
    expect([gapOf(missing).tone, todayWords.why(missing), todayWords.ledgerOf(missing)]).toEqual([
      'bad',
      '2 条没有说明',
      '18 条，漏 2 条',
    ]);
    const reading = today({ reading: sum(1, '0.00') });
    expect([gapOf(reading).tone, todayWords.why(reading)]).toEqual(['mut', '正在读 1 条']);
  });

  it('says so where nothing is missing, and what somebody has settled by hand', () => {
    const equal = today({ ledger: sum(19, '61284.30'), leftOut: NONE, reasons: [] });
    expect([gapOf(equal).amount, todayWords.less(equal), todayWords.why(equal)]).toEqual([
      '0.00',
      '一条不少',
      '金额一致',
    ]);
    expect(todayWords.why(today({ settled: sum(1, '0.00') }))).toBe('有说明：审批未通过（已拒绝）；读不到，已说明');
  });
});

describe('a day of which little is known', () => {
  it('does not say that nothing is missing before anything was collected, nor praise a day without an approval', () => {
    const nothing = { finished: NONE, ledger: NONE, leftOut: NONE, reasons: [] };
    const never = today({ ...nothing, collected: false });
    expect([todayWords.less(never), todayWords.why(never), todayWords.ledgerOf(never), gapOf(never).tone]).toEqual([
      '还没有采集过',
      '启用方案后自动采集',
      '0 条',
      'mut',
    ]);
    expect([todayWords.less(today(nothing)), todayWords.why(today(nothing))]).toEqual(['今天还没有完成的审批', '']);
  });

  it('has no sum for what is missing where that has none', () => {
    const missing = today({
      finished: { ...sum(19, '60804.30'), unknown: 1 },
      leftOut: NONE,
      unexplained: { ...sum(1, '0.00'), unknown: 1 },
    });
    expect(gapOf(missing)).toEqual({ count: 1, amount: null, tone: 'bad' });
  });
});

describe('how fresh it is', () => {
  const said = (given: EventChannel, calls = budget(), nextAt: number | null = null) => [
    freshWords.head(given, NOW),
    freshWords.last(given, calls, NOW, '12-01'),
    freshWords.beside(given, calls, nextAt),
  ];

  it.each<[string, Partial<EventChannel>, Partial<CallBudget>, string[]]>([
    ['well', {}, {}, ['事件推送正常', '最近一条 10:41:00，通常几秒可见', '事件断了也不会漏，最迟 15 分钟补到']],
    [
      'well, and relied upon',
      {},
      { byEvents: 'relied-upon', headEveryMs: 120 * MINUTE },
      ['事件推送正常', '最近一条 10:41:00，通常几秒可见', '事件断了也不会漏，最迟 15 分钟补到'],
    ],
    [
      'down',
      { state: 'down', since: NOW - 10 * MINUTE },
      {},
      ['事件推送断了 10 分钟', '最近一条 10:41:00，现在最迟 15 分钟可见', '每 15 分钟补一遍，下一次 10:45'],
    ],
    [
      'off',
      { mode: 'off', state: 'unknown', since: null, lastEventAt: null },
      {},
      ['没有开事件推送', '最迟 15 分钟可见', '每 15 分钟补一遍，下一次 10:45'],
    ],
    [
      'connected, and nothing has come yet',
      { lastEventAt: null },
      {},
      ['事件推送正常', '还没有来过，最迟 15 分钟可见', '事件断了也不会漏，最迟 15 分钟补到'],
    ],
    [
      'off, and sweeps rest at night',
      { mode: 'off', state: 'unknown', since: null, lastEventAt: null },
      { headEveryMs: 360 * MINUTE, seenWithinMs: 990 * MINUTE },
      ['没有开事件推送', '最迟 16.5 小时可见', '一天最多 4 次，只在 7:30 到 18:00，下一次 10:45'],
    ],
    [
      'well, and sweeps without them would rest at night',
      {},
      { headWithoutEventsMs: 360 * MINUTE, seenWithoutEventsMs: 990 * MINUTE },
      ['事件推送正常', '最近一条 10:41:00，通常几秒可见', '事件断了也不会漏，最迟 16.5 小时补到'],
    ],
  ])('is said where events are %s', (_, change, calls, words) => {
    expect(said(channel(change), budget(calls), NOW + 3 * MINUTE)).toEqual(words);
  });

  it('names what still waits, and that nothing is swept once the calls are used up', () => {
    const waiting = budget({ events: { ...budget().events, waiting: 4 } });
    expect(said(channel(), waiting)[2]).toBe('4 条事件等着取。事件断了也不会漏，最迟 15 分钟补到');
    expect(said(channel({ state: 'down' }), budget({ spent: true })).slice(1)).toEqual([
      '最近一条 10:41:00，额度用完，12-01 恢复后补齐',
      '',
    ]);
    expect(said(channel(), budget({ kept: true })).slice(1)).toEqual([
      '最近一条 10:41:00，额度留给回写，12-01 恢复后补齐',
      '',
    ]);
  });

  it('promises no seconds once the deliveries of the month are used up', () => {
    const usedUp = budget({ events: { ...budget().events, delivered: 3000, outlook: 'used-up' } });
    expect(said(channel(), usedUp)[1]).toBe('最近一条 10:41:00，最迟 15 分钟可见');
  });

  it('tells who looks closer since when it stands, and where', () => {
    expect(freshWords.closer(channel({ holder: 'server-1 4711' }), NOW)).toBe(
      '从 09:12:00 起没有断过。由 server-1 上的 4711 号进程接收',
    );
  });
});

describe('a way by which approvals came', () => {
  const way = (kind: IntakeWays['items'][number]['kind'], nextAt: number | null = null) => ({
    kind,
    seen: 0,
    created: 0,
    known: 0,
    skipped: 0,
    failed: 0,
    reading: 0,
    lastAt: null,
    nextAt,
  });

  it('says how often, when next, and how late an approval may be seen', () => {
    const line = (kind: Parameters<typeof way>[0], given = channel()) => [
      wayWords.state(way(kind), channelState(given, NOW), budget()),
      wayWords.next(way(kind, kind === 'event' ? null : NOW + 3 * MINUTE), given, NOW),
      wayWords.latest(way(kind), given, budget()),
    ];
    expect(line('event')).toEqual(['正常', '随时', '几秒']);
    const down = channel({ state: 'down', since: NOW - 10 * MINUTE });
    expect(line('event', down)).toEqual(['10:32 起断开，重连中', '—', '—']);
    expect(line('head')).toEqual(['每 15 分钟一次', '10:45', '15 分钟']);
    expect(line('look-back')).toEqual(['每 1 小时一次', '10:45', '下一次回看']);
    const few = budget({ headEveryMs: 360 * MINUTE, seenWithinMs: 990 * MINUTE });
    expect(wayWords.state(way('head'), '', few)).toBe('一天最多 4 次，只在 7:30 到 18:00');
    expect(wayWords.latest(way('head'), channel(), few)).toBe('16.5 小时');
  });
});
