import { fromFen } from '@dingdee/shared/money';
import { expect, it } from 'vitest';
import type { NoticeCard } from '../notice-card.js';
import { storedCard } from '../stored-card.js';
import { textOfCard } from './card-text.js';
import { digestCard, type Waiting } from './digest-card.js';
import { doubtCard, doubtSettledCard } from './doubt-card.js';
import { pushResultCard } from './push-result-card.js';
import { recoveredCard, troubleCard } from './trouble-card.js';

const AT = Date.parse('2026-11-24T09:00:00+08:00');
const sum = (count: number, fen: bigint) => ({ count, amount: fromFen(fen) });
const NONE = sum(0, 0n);
const waiting: Waiting = {
  review: sum(41, 22_583_500n),
  push: sum(23, 18_642_000n),
  mapping: sum(38, 5_234_000n),
  failed: sum(4, 1_467_230n),
};
const ALL = ['review', 'push', 'mapping', 'failed'] as const;
const NEXT = Date.parse('2026-11-24T14:00:00+08:00');
const digest = (topics: Parameters<typeof digestCard>[1] = ALL, of = waiting) => digestCard(of, topics, AT, NEXT);
const link = (path: string) =>
  `dingtalk://dingtalkclient/page/link?url=${encodeURIComponent(`https://pay.example.com${path}?corpId=${'d'.repeat(36)}`)}&pc_slide=true`;
const result = { word: '已入账', booked: sum(18, 14_932_490n), failed: sum(2, 605_030n), inDoubt: sum(1, 126_480n) };
const CARDS: readonly (NoticeCard | null)[] = [
  digest(),
  digest(['push']),
  doubtCard(sum(30, 9_999_999_999_999n), AT),
  doubtSettledCard(sum(30, 9_999_999_999_999n), AT),
  pushResultCard({ ...result, notSent: sum(3, 100n) }, AT),
  troubleCard({ cause: 'kingdee', sentence: '金蝶连接断开，10:00 起：连接被拒绝。' }, AT),
  recoveredCard('dingtalk', AT, NEXT),
];

it('a digest has a line for what a person may do and what waits, and the sum of just these', () => {
  expect(digest()?.lines.map(({ name, count, amount }) => `${name} ${count} ${amount}`)).toEqual([
    '待审核 41 笔 225,835.00',
    '待推送 23 笔 186,420.00',
    '待补映射 38 笔 52,340.00',
    '异常 4 笔 14,672.30',
    '合计 106 笔 479,267.30',
  ]);
  expect(digest(['push', 'failed'], { ...waiting, failed: NONE })?.lines.map(({ name }) => name)).toEqual(['待推送']);
  expect([digest()?.title, digest()?.notes, digest()?.buttons[0]?.text]).toEqual([
    '上午汇总',
    ['下次 14:00，没有事就不发'],
    '去审核 41 笔',
  ]);
});

it('who has nothing to do is told nothing', () => {
  expect(digest([])).toBeNull();
  expect(digest(['push'], { ...waiting, push: NONE })).toBeNull();
});

it('a sum that lacks amounts says so', () => {
  const some = { ...waiting, review: { ...waiting.review, unknown: 2 } };
  expect(digest(['review'], some)?.notes[0]).toBe('其中 2 笔外币或金额未知');
});

it('each card has at most six lines, two buttons and a title of twenty characters', () => {
  for (const card of CARDS) {
    expect([card?.title, (card?.title.length ?? 99) <= 20]).toEqual([card?.title, true]);
    expect(card?.lines.length ?? 99).toBeLessThanOrEqual(6);
    expect(card?.buttons.length ?? 99).toBeLessThanOrEqual(2);
    for (const { text } of card?.buttons ?? []) expect(text.length).toBeLessThanOrEqual(20);
  }
});

it('a card and its text say the same, in 2,048 bytes of a message, with the time', () => {
  for (const card of CARDS) {
    if (card === null) throw new Error('no card');
    const text = textOfCard(card, AT, link);
    const said = [card.title, ...card.lines.flatMap(({ name, count, amount }) => [name, count, amount]), ...card.notes];
    for (const part of said) expect(text).toContain(part);
    for (const { text: button, path } of card.buttons) expect(text).toContain(`[${button}](${link(path)})`);
    expect(text).toMatch(/\d\d:\d\d/);
    const message = JSON.stringify({ msgtype: 'markdown', markdown: { title: card.title, text } });
    expect(Buffer.byteLength(message)).toBeLessThanOrEqual(2048);
    // Nothing but these words, their signs, the time and the links.
    const rest = said.reduce((left, part) => left.replace(part, ''), text.replace(/\[[^\]]*\]\([^)]*\)/g, ''));
    expect(rest.replace(/[\s\-#　]/g, '')).toMatch(/^(\d\d-\d\d)?\d\d:\d\d$/);
  }
});

it('without a public address there is no button, and words of a system cannot make a link or show an account', () => {
  const card = troubleCard({ cause: 'kingdee', sentence: '[这里](https://evil.example) 6217000123456217' }, AT);
  const text = textOfCard(card, AT, () => null);
  expect(text).not.toMatch(/\]\(/);
  expect(text).not.toContain('6217000123456217');
});

it('a card is read back as it was written', () => {
  for (const card of CARDS) expect(storedCard(JSON.stringify(card))).toEqual(card);
});
