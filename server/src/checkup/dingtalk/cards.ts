import type { Facts } from '../probe/facts.js';
import { type Finding, green, unknown } from '../probe/finding.js';
import { NO_SUBJECT, type Probe } from '../probe/probe.js';

/** Judges cards. The right to write cards does not prove that the template works; a card that was shown does. */
export function judgeCards({ cards }: Pick<Facts, 'cards'>): Finding {
  return cards?.shownAt ? green('shown', { at: cards.shownAt }) : unknown('untried');
}

/** Asked only if a template is set: without one, messages are sent as work notices. */
export const cardProbe: Probe = {
  code: 'dingtalk/cards',
  system: 'dingtalk',
  after: 'dingtalk/login',
  subjects: async ({ facts }) => (facts.cards === null ? [] : [NO_SUBJECT]),
  ask: async ({ source, facts, spend }) => {
    spend('cards', 1);
    await source.cardRight();
    return judgeCards(facts);
  },
};
