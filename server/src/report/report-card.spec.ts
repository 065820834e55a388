import { fromFen } from '@dingdee/shared/money';
import { expect, it } from 'vitest';
import { type Card, markdownOf } from './report-card.js';

const card: Card = {
  title: '每周付款清单',
  days: '11-16—11-22',
  lines: [{ name: '云杉科技（杭州）', count: '64 笔', amount: fromFen(21438620n) }],
  whole: { name: '合计', count: '64 笔', amount: fromFen(21438620n) },
  notes: [],
  path: '/data/bills?from=2026-11-16',
};

it('tells sums with their time, and leads to the list behind them', () => {
  expect(markdownOf(card, '11-23 08:30', 'https://pay.example.com/data/bills?from=2026-11-16')).toBe(
    [
      '#### 每周付款清单　11-16—11-22',
      '- 云杉科技（杭州）　64 笔　214,386.20',
      '',
      '**合计　64 笔　214,386.20**',
      '',
      '11-23 08:30　[打开明细](https://pay.example.com/data/bills?from=2026-11-16)',
    ].join('\n'),
  );
});

it('has no link where no public address is set', () => {
  expect(markdownOf(card, '11-23 08:30', null)).not.toContain('](');
});

it('reads a name as words, whatever signs it has: no link, no picture, no line of its own', () => {
  const text = markdownOf(
    {
      ...card,
      title: '付款](https://evil.example)\n# 假',
      lines: [{ name: '![x](http://a)', count: '1 笔', amount: null }],
    },
    '08:30',
    null,
  );
  expect(text).not.toMatch(/\]\(/);
  expect(text.split('\n').filter((line) => line.startsWith('#'))).toHaveLength(1);
});

it('stays below what a notice may hold with as many organisations as it names', () => {
  const lines = Array.from({ length: 8 }, () => ({
    name: '长'.repeat(60),
    count: '123,456 笔',
    amount: fromFen(10n ** 15n),
  }));
  const text = markdownOf(
    { ...card, title: '长'.repeat(20), lines, notes: ['注'.repeat(20), '注'.repeat(20)] },
    '11-23 08:30:05',
    `https://${'a'.repeat(60)}.example.com/data/bills?from=2026-11-16&stage=review&corpId=ding${'b'.repeat(32)}`,
  );
  expect(
    Buffer.byteLength(JSON.stringify({ msgtype: 'markdown', markdown: { title: '长'.repeat(20), text } })),
  ).toBeLessThan(2048);
});
