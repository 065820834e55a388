import { expect, it } from 'vitest';
import type { CardDelivered } from './card-channel.js';
import { CardStanding } from './card-standing.js';
import type { NoticeCard } from './notice-card.js';
import { NoticeWays } from './notice-ways.js';

const CARD: NoticeCard = {
  kind: 'digest',
  title: '上午汇总',
  tone: 'plain',
  at: '',
  lines: [],
  notes: [],
  buttons: [],
};
const notice = (trackId: string, version = 1) => ({ trackId, version, told: version - 1, userIds: ['u'], card: CARD });
const NO_RIGHT: CardDelivered = { outcome: 'refused', reason: '没有权限', way: true };

/** Cards that answer in turn, and another way that keeps what it was given. */
function waysOf(answers: CardDelivered[], on = true) {
  const went: string[] = [];
  const cards = {
    on,
    deliver: async ({ trackId }: { trackId: string }): Promise<CardDelivered> => {
      went.push(`card ${trackId}`);
      return answers.shift() ?? { outcome: 'sent' };
    },
  };
  const otherwise = {
    deliver: async ({ trackId }: { trackId: string }) => {
      went.push(`text ${trackId}`);
      return { outcome: 'sent' } as const;
    },
  };
  const standing = new CardStanding();
  return { ways: new NoticeWays(cards, otherwise, standing), went, standing };
}

it('without a template everything goes the other way', async () => {
  const { ways, went } = waysOf([], false);
  await ways.deliver(notice('a'));
  expect(went).toEqual(['text a']);
});

it('what is refused for this card alone goes the other way, and the next one is a card again', async () => {
  const { ways, went } = waysOf([{ outcome: 'refused', reason: '内容', way: false }]);
  await ways.deliver(notice('a'));
  await ways.deliver(notice('b'));
  expect(went).toEqual(['card a', 'text a', 'card b']);
});

it('a refusal that holds for all is not tried again for a day, or until somebody asks', async () => {
  const { ways, went, standing } = waysOf([NO_RIGHT]);
  await ways.deliver(notice('a'));
  await ways.deliver(notice('b'));
  expect(went).toEqual(['card a', 'text a', 'text b']);
  const now = Date.now();
  expect([standing.refusal(now + 1_000), standing.refusal(now + 86_500_000)]).toEqual(['没有权限', null]);
  standing.again();
  await ways.deliver(notice('c'));
  expect(went.at(-1)).toBe('card c');
});

it('what is in doubt never goes the other way, whoever remembers it', async () => {
  const { ways, went } = waysOf([{ outcome: 'unknown' }, NO_RIGHT, NO_RIGHT]);
  expect(await ways.deliver(notice('a'))).toEqual({ outcome: 'unknown' });
  expect(await ways.deliver(notice('a'))).toEqual({ outcome: 'unknown' });
  // After a restart only the caller knows.
  expect(await waysOf([NO_RIGHT]).ways.deliver(notice('a'), true)).toEqual({ outcome: 'unknown' });
  expect(await waysOf([], false).ways.deliver(notice('a'), true)).toEqual({ outcome: 'unknown' });
  const before = { ...notice('a', 2), told: 2 };
  expect(await waysOf([NO_RIGHT]).ways.deliver(before)).toEqual({ outcome: 'unknown' });
  expect(went).toEqual(['card a', 'card a']);
  // Another version is another message.
  await ways.deliver(notice('a', 2));
  expect(went.at(-1)).toBe('text a');
});
