import type { CallBudget } from '@dingdee/shared/intake';
import { expect, it } from 'vitest';
import { eventWords } from './event-words.js';

const events = {
  channel: 'http',
  limit: 3000,
  delivered: 0,
  repeated: 0,
  lastAt: null,
  waiting: 0,
  forecast: 0,
  outlook: 'lasts',
} as const;

it('says what came twice and what is still to be fetched, and nothing of what is not', () => {
  expect(eventWords.beside(events)).toBe('本月还没有来过');
  expect(eventWords.beside({ ...events, delivered: 1, lastAt: 5 })).toBe('');
  expect(eventWords.beside({ ...events, delivered: 9, lastAt: 5, repeated: 2, waiting: 3 })).toBe(
    '重复送来 2 次，只收一次，3 条等着取',
  );
});

it('says where the month will end', () => {
  expect(eventWords.of({ ...events, delivered: 642, forecast: 1830 })).toBe('/ 3,000 次，月底约 1,830');
});

it('where the deliveries do not last, says what finds the approvals then, how late, and that no money is lost', () => {
  const said = (change: Partial<CallBudget['events']>, seenWithoutEventsMs: number | null = 900_000) =>
    eventWords.outlook({ events: { ...events, ...change }, seenWithoutEventsMs }, '12-01');
  expect(said({})).toBeNull();
  expect(said({ outlook: 'runs-out', delivered: 1700, forecast: 3400 })).toBe(
    '照现在的量，到月底约有 3,400 次事件推送，超过本月的 3,000 次，用完后钉钉不再通知：审批改由补扫找到，新审批最迟 15 分钟可见，不会漏，也不会少一分钱。',
  );
  expect(said({ outlook: 'used-up', delivered: 3000 })).toMatch(
    /^本月的 3,000 次事件推送用完了，钉钉到 12-01 前不再通知：/,
  );
  expect(said({ outlook: 'used-up' }, null)).toContain('要按“现在采集”');
});
