import type { Told } from '../../connectors/survey.js';
import { type Finding, green, red, unknown } from '../probe/finding.js';
import { listed, outsideWords } from '../probe/outside-words.js';
import type { Probe } from '../probe/probe.js';

type AccountSets = Told<{ sets: readonly { id: string; name: string }[]; ours: string | null }>;

/** Judges address, redirect, certificate and account set, asked without a log-in (first-contact.md, probe 1). */
export function judgeSite(told: AccountSets): Finding {
  // Some sites do not list them; the log-in then shows whether the account set is right.
  if (told.kind === 'refused') return unknown('no-list', { words: outsideWords(told.words) });
  const { sets, ours } = told.value;
  if (ours !== null) return green('listed', { name: outsideWords(ours, 60), listed: sets.length });
  const names = listed(sets.map(({ id, name }) => `${name} ${id}`));
  return red('not-listed', { listed: sets.length, names });
}

export const siteProbe: Probe = {
  code: 'kingdee/site',
  system: 'kingdee',
  ask: async ({ target }) => judgeSite(await target.accountSets()),
};

export const kingdeeLoginProbe: Probe = {
  code: 'kingdee/login',
  system: 'kingdee',
  ask: async ({ kingdee }) => {
    const version = await kingdee.check();
    return green('in', { version: outsideWords(version, 40) });
  },
};
