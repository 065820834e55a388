import type { Facts } from '../probe/facts.js';
import { amber, type Finding, green, red, unknown } from '../probe/finding.js';
import { listed, outsideWords } from '../probe/outside-words.js';
import type { Probe } from '../probe/probe.js';

/** Judges the events. An open connection does not prove that events are sent over it; approvals that finished without an event say more. */
export function judgeEvents({ events }: Pick<Facts, 'events'>): Finding {
  if (events === null) return unknown('not-started');
  const { mode, connected, lastEventAt, untold, refused, words } = events;
  if (mode === 'off') return amber('off');
  if (mode === 'stream' && !connected) return red(refused ? 'refused' : 'down', { words: outsideWords(words) });
  if (untold.length > 0)
    return amber(mode === 'http' ? 'untold-http' : 'untold', {
      names: listed(untold.map(({ name }) => name)),
      approvals: untold.reduce((sum, { approvals }) => sum + approvals, 0),
    });
  if (lastEventAt === null) return unknown(mode === 'http' ? 'none-yet-http' : 'none-yet');
  return green(mode === 'http' ? 'comes-http' : 'comes', { at: lastEventAt });
}

/** Calls neither system: the connection is always open, or DingTalk calls us. */
export const eventProbe: Probe = {
  code: 'dingtalk/events',
  system: 'dingtalk',
  ask: async ({ facts }) => judgeEvents(facts),
};
