import type { Facts } from '../probe/facts.js';
import { type Finding, green, unknown } from '../probe/finding.js';
import { NO_SUBJECT, type Probe } from '../probe/probe.js';

/** That the app may write cards says nothing of the template: one that was shown does. */
export function judgeCards({ cards }: Pick<Facts, 'cards'>): Finding {
  return cards?.shownAt ? green('shown', { at: cards.shownAt }) : unknown('untried');
}

/** Asked only where a template is set: without one, messages go as work notices. */
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
