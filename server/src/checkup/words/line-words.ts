import type { CheckLine, ConsentKind } from '@dingdee/shared/check-up';
import type { Finding } from '../probe/finding.js';
import type { Subject, System } from '../probe/probe.js';
import { stepNameOf } from '../steps/step-of-line.js';
import { CARD_WORDS } from './card-words.js';
import { COMMON } from './common-words.js';
import { DINGTALK_WORDS } from './dingtalk-words.js';
import { KINGDEE_WORDS } from './kingdee-words.js';
import { type ProbeWords, type Said, Told } from './said.js';

export const PROBE_WORDS: Readonly<Record<string, ProbeWords>> = {
  ...DINGTALK_WORDS,
  ...CARD_WORDS,
  ...KINGDEE_WORDS,
};

/** Probes that may write → the kind of consent. */
export const CONSENT_PROBES: Readonly<Record<string, ConsentKind>> = {
  'kingdee/save-right': 'save',
  'dingtalk/canary': 'comment',
  'dingtalk/try-card': 'card',
};

const systemOf = (probe: string): System => (probe.startsWith('dingtalk/') ? 'dingtalk' : 'kingdee');

/** A line as it is stored. */
export interface LineFound {
  line: string;
  probe: string;
  subject: Subject;
  finding: Finding;
  at: number | null;
  ms: number;
}

/** Returns the title of a line. */
export const titleOf = ({ probe, subject }: Pick<LineFound, 'probe' | 'subject'>): string =>
  PROBE_WORDS[probe]?.title(new Told({}, subject)) ?? probe;

/**
 * Returns one line in words; for a code without words it shows the code instead of failing.
 * @param hide from ownSecrets: a line must show no secret of ours.
 */
export function wordsOf(
  { line, probe, subject, finding, at, ms }: LineFound,
  hide: (text: string) => string,
): CheckLine {
  const words = PROBE_WORDS[probe];
  const told = new Told(finding.params, subject, hide);
  const system = systemOf(probe);
  const said: Said = words?.findings[finding.code]?.(told) ??
    COMMON[finding.code]?.(told, system) ?? { came: finding.code };
  return {
    line,
    system,
    group: words?.group ?? '',
    state: finding.state,
    title: words?.title(told) ?? probe,
    asked: words?.asked ?? '',
    came: said.came,
    means: said.means ?? '',
    fix: said.fix ?? null,
    at,
    ms,
    consent: CONSENT_PROBES[probe] ?? null,
    step: stepNameOf({ probe, subject, finding }),
  };
}
