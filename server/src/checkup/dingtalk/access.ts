import { refusesAddress } from '../../connectors/dingtalk/call/answer-class.js';
import { DingTalkError } from '../../connectors/source.js';
import type { Facts } from '../probe/facts.js';
import { amber, type Finding, green, red, unknown } from '../probe/finding.js';
import { outsideWords } from '../probe/outside-words.js';
import type { Probe } from '../probe/probe.js';

/** Judges the contact scope: approvals of people outside it are not listed, without an error (first-contact.md, probe 6). */
export const judgeScope = ({
  all,
  departments,
  people,
}: {
  all: boolean;
  departments: number;
  people: number;
}): Finding => (all ? green('all') : red('narrow', { departments, people }));

/** Judges the quota by the thresholds of product.md §6; the forecast is the plan's, the same as on 采集. */
export function judgeQuota({ quota }: Pick<Facts, 'quota'>): Finding {
  if (quota === null) return unknown('not-counted');
  const { used, limit, forecast, short } = quota;
  const percent = Math.floor((used * 100) / limit);
  const params = { used, limit, forecast, percent };
  if (short) return percent >= 90 ? red('nearly-spent', params) : amber('runs-short', params);
  return percent >= 70 ? amber('slower', params) : green('enough', params);
}

export const accessProbes: readonly Probe[] = [
  {
    code: 'dingtalk/login',
    system: 'dingtalk',
    ask: async ({ source }) => {
      try {
        await source.logIn();
        return green('in');
      } catch (error) {
        // This refusal has its own finding, because no permission solves it.
        if (error instanceof DingTalkError && refusesAddress(error.code))
          return red('address', { words: outsideWords(error.sentence) });
        if (error instanceof DingTalkError && error.errorClass === 'transient')
          return red('unreachable', { reason: outsideWords(error.code, 40) });
        throw error;
      }
    },
  },
  {
    code: 'dingtalk/scope',
    system: 'dingtalk',
    after: 'dingtalk/login',
    ask: async ({ source }) => judgeScope(await source.contactScope()),
  },
  { code: 'dingtalk/quota', system: 'dingtalk', ask: async ({ facts }) => judgeQuota(facts) },
];
