import { refusesAddress } from '../../connectors/dingtalk/call/answer-class.js';
import { DingTalkError } from '../../connectors/source.js';
import { beijingDate, beijingMonth, monthStart } from '../../domain/beijing-time.js';
import type { Facts } from '../probe/facts.js';
import { amber, type Finding, green, red, unknown } from '../probe/finding.js';
import { outsideWords } from '../probe/outside-words.js';
import type { Probe } from '../probe/probe.js';

/** Approvals of people outside the contact scope are not listed, without an error (first-contact.md, probe 6). */
export const judgeScope = ({
  all,
  departments,
  people,
}: {
  all: boolean;
  departments: number;
  people: number;
}): Finding => (all ? green('all') : red('narrow', { departments, people }));

const DAY_MS = 86_400_000;

/** Thresholds of product.md §6. */
export function judgeQuota({ quota }: Pick<Facts, 'quota'>, now: number): Finding {
  if (quota === null) return unknown('not-counted');
  const percent = Math.floor((quota.used * 100) / quota.limit);
  const month = beijingMonth(now);
  const days = (monthStart(month, 1) - monthStart(month)) / DAY_MS;
  const forecast = Math.round((quota.used / Number(beijingDate(now).slice(8))) * days);
  const params = { ...quota, percent, forecast };
  if (percent >= 90) return red('nearly-spent', params);
  return percent >= 70 || forecast > quota.limit ? amber('runs-short', params) : green('enough', params);
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
        // A refusal of its own class, but no permission cures it.
        if (error instanceof DingTalkError && refusesAddress(error.code))
          return red('address', { words: outsideWords(error.sentence) });
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
  { code: 'dingtalk/quota', system: 'dingtalk', ask: async ({ facts, now }) => judgeQuota(facts, now) },
];
