import type { ClientFacts, Facts } from '../probe/facts.js';
import { amber, type Finding, green, red, unknown } from '../probe/finding.js';
import type { Probe } from '../probe/probe.js';

const LATELY_MS = 30 * 86_400_000;
/** Most kinds that are named, the latest first. */
const MOST_NAMED = 6;
/** Time that the page waits for the newer call before it tries the older one. */
const SILENT_MS = 8_000;

/** Kinds of client by side: each side is opened and configured separately. */
export const SIDES = { pc: ['pc'], phone: ['ios', 'android', 'harmony'] } as const;
export type Side = keyof typeof SIDES;

/** Results of a log-in that say something about the client → code of the finding. */
const CAUSES: Readonly<Record<string, string>> = {
  'no-code': 'no-code',
  'other-domain': 'other-domain',
  'not-visible': 'not-visible',
  'session/code': 'code-refused',
  'session/other-corp': 'other-corp',
};

/** Returns the kinds as the words need them: codes separated by a space. */
const named = (clients: readonly ClientFacts[]) => ({
  kinds: clients
    .slice(0, MOST_NAMED)
    .map(({ kind }) => kind)
    .join(' '),
  count: clients.length,
});

/**
 * Judges the clients of one side in the last 30 days (first-contact.md, probe 10). Reports of refusals need no log-in, so the finding is red only
 * while nobody can log in from that side.
 */
export function judgeClients({ clients }: Pick<Facts, 'clients'>, side: Side, now: number): Finding {
  const own = clients.filter(({ kind }) => SIDES[side].some((platform) => kind.startsWith(`${platform}/`)));
  const lately = (at: number | null) => at !== null && at > now - LATELY_MS;
  const seen = own.filter(({ seenAt }) => lately(seenAt));
  const [fine, shut] = [seen.filter(({ inAt }) => lately(inAt)), seen.filter(({ inAt }) => !lately(inAt))];
  const [latest] = shut;
  if (latest) {
    const alike = shut.filter(({ result }) => result === latest.result);
    const found = fine.length === 0 ? red : amber;
    return found(CAUSES[latest.result] ?? 'no-code', {
      ...named(alike),
      times: alike.reduce((sum, { refused }) => sum + refused, 0),
      at: latest.seenAt,
      others: named(fine).kinds,
      more: shut.length - alike.length,
    });
  }
  const slow = fine.filter(
    ({ result, call, codeMs }) => result === 'in' && call === 'requestAuthCode' && codeMs >= SILENT_MS,
  );
  if (slow.length > 0)
    return amber('waits', {
      ...named(slow),
      seconds: Math.round(Math.max(...slow.map(({ codeMs }) => codeMs)) / 1000),
    });
  if (fine.length > 0) return green('in', named(fine));
  const before = Math.max(0, ...own.map(({ inAt }) => inAt ?? 0));
  return before > 0 ? unknown('not-lately', { at: before }) : unknown('never');
}

const probe = (side: Side): Probe => ({
  code: `dingtalk/from-${side}`,
  system: 'dingtalk',
  ask: async ({ facts, now }) => judgeClients(facts, side, now),
});

/** Calls neither system: these use the reports of the pages at log-in. */
export const clientProbes: readonly Probe[] = [probe('pc'), probe('phone')];
