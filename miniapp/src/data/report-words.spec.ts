import type { ReportSending } from '@dingdee/shared/report';
import { expect, it } from 'vitest';
import { messageLines } from './message-lines.js';
import { reportWords } from './report-words.js';

it('what was sent reads as a group reads it, without the signs of Markdown', () => {
  const text = [
    '#### 每日单据　11-27',
    '- 云杉科技　64 笔　214,386.20',
    '',
    '**合计　64 笔　214,386.20**',
    '',
    '11-28 08:30　[打开明细](https://a.test/data/bills?stage=review&corpId=ding1)',
  ].join('\n');
  expect(messageLines(text)).toEqual([
    '每日单据　11-27',
    '云杉科技　64 笔　214,386.20',
    '合计　64 笔　214,386.20',
    '11-28 08:30　打开明细',
  ]);
  expect(messageLines('')).toEqual([]);
});

it('green is what came, amber what did not or waits for a reason; what is on its way is neither', () => {
  const toneOf = (state: ReportSending['state'], reason: ReportSending['reason'] = null) =>
    reportWords.tone({ state, reason } as ReportSending);
  expect(toneOf('sent')).toBe('ok');
  expect((['refused', 'unknown', 'missed'] as const).map((state) => toneOf(state))).toEqual(['warn', 'warn', 'warn']);
  expect(toneOf('due', 'too-often')).toBe('warn');
  expect((['due', 'sending', 'handed'] as const).map((state) => toneOf(state))).toEqual(['', '', '']);
});
