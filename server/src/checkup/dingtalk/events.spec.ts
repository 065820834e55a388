import { expect, it } from 'vitest';
import type { EventFacts } from '../probe/facts.js';
import { NO_SUBJECT } from '../probe/probe.js';
import { wordsOf } from '../words/line-words.js';
import { judgeEvents } from './events.js';

const AT = Date.UTC(2026, 10, 26, 4);
const facts = (change: Partial<EventFacts> = {}): EventFacts => ({
  mode: 'stream',
  connected: true,
  since: AT,
  lastEventAt: AT,
  refused: false,
  words: '',
  untold: [],
  ...change,
});
const line = (events: EventFacts | null) => {
  const probe = 'dingtalk/events';
  const finding = judgeEvents({ events });
  const shown = wordsOf({ line: probe, probe, subject: NO_SUBJECT, finding, at: AT, ms: 1 }, (text) => text);
  return [shown.state, finding.code, shown.came, shown.step?.name];
};

it.each<[EventFacts | null, unknown[]]>([
  [null, ['unknown', 'not-started', '钉蝶还没有启动过', '试一条']],
  [facts(), ['green', 'comes', '连着，最近一条 11-26 12:00', '试一条']],
  [facts({ lastEventAt: null }), ['unknown', 'none-yet', '连着，还没有来过事件', '试一条']],
  [
    facts({
      untold: [
        { name: '费用报销', approvals: 2 },
        { name: '付款申请', approvals: 1 },
      ],
    }),
    ['amber', 'untold', '近三天有 3 条审批通过了，没有收到事件：费用报销、付款申请', '勾选事件'],
  ],
  [
    facts({ connected: false, words: '事件推送的连接断了，正在重连。' }),
    ['red', 'down', '事件推送的连接断了，正在重连。', '连上'],
  ],
  [
    facts({ connected: false, refused: true, words: '钉钉不让应用接收事件：没有说明原因。' }),
    ['red', 'refused', '钉钉不让应用接收事件：没有说明原因。', '推送方式'],
  ],
  [facts({ mode: 'off', connected: false }), ['amber', 'off', '没有开（DINGTALK_EVENTS=off）', '连上']],
  [facts({ mode: 'http', connected: false }), ['green', 'comes-http', '钉钉来调用，最近一条 11-26 12:00', '试一条']],
  [
    facts({ mode: 'http', connected: false, lastEventAt: null }),
    ['unknown', 'none-yet-http', '等钉钉来调用，还没有来过事件', '事件推送'],
  ],
])('%j is said in words, and cured at its step', (given, shown) => {
  expect(line(given)).toEqual(shown);
});
