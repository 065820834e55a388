import type { Standing } from '../../connectors/source.js';
import { amber, type Finding, green, red, unknown } from '../probe/finding.js';
import { listed, outsideWords } from '../probe/outside-words.js';
import type { Probe, World } from '../probe/probe.js';
import { formsToAsk } from './forms.js';
import { type ApprovalSample, approvalSample } from './read-sample.js';

/** Judges listing, reading and decoding of approvals (first-contact.md, probe 7). */
export function judgeApprovals(sample: ApprovalSample): Finding {
  const { listed: found, read, broken, unreadable, jsonLike } = sample;
  if (found === 0) return amber('none');
  if (broken > 0) return red('no-approval', { broken, read: read + broken });
  if (unreadable.length > 0) return red('unreadable', { names: listed(unreadable), read });
  if (jsonLike.length > 0) return amber('json-like', { names: listed(jsonLike), read });
  return green('read', { found: sample.more ? `${found}+` : String(found), read });
}

export function judgeAccounts({ read, accounts, accountsWithoutNumber }: ApprovalSample): Finding {
  if (read === 0) return unknown('none-read');
  if (accountsWithoutNumber > 0) return amber('without-number', { accounts, without: accountsWithoutNumber });
  return accounts === 0 ? green('no-control') : green('with-number', { accounts });
}

export function judgeTimes({ read, oddTimes }: ApprovalSample): Finding {
  if (read === 0) return unknown('none-read');
  return oddTimes > 0 ? red('odd', { odd: oddTimes, read }) : green('agree', { read });
}

/** Judges whether DingTalk gives an applicant's name: the approval's title is worded by the company, and a userid is no name. */
export function judgePerson({ is, name }: Standing): Finding {
  if (is === 'unknown') return red('not-visible');
  if (is === 'left') return amber('left');
  return name === '' ? red('nameless') : green('named', { name: outsideWords(name, 20) });
}

const ofSample = (code: string, judge: (sample: ApprovalSample) => Finding): Probe => ({
  code,
  system: 'dingtalk',
  after: 'dingtalk/login',
  subjects: formsToAsk,
  ask: async (world, form) => judge(await approvalSample(world, form)),
});

/** Returns an applicant of one of the approvals that were read; null if there is none. */
async function someApplicant(world: World): Promise<string | null> {
  for (const form of await formsToAsk(world)) {
    const { originator } = await approvalSample(world, form);
    if (originator !== null) return originator;
  }
  return null;
}

export const approvalProbes: readonly Probe[] = [
  ofSample('dingtalk/approvals', judgeApprovals),
  ofSample('dingtalk/accounts', judgeAccounts),
  ofSample('dingtalk/times', judgeTimes),
  {
    code: 'dingtalk/people',
    system: 'dingtalk',
    after: 'dingtalk/login',
    ask: async (world) => {
      const userId = await someApplicant(world);
      return userId === null ? unknown('none-read') : judgePerson(await world.dingtalk.standing(userId));
    },
  },
  {
    code: 'dingtalk/departments',
    system: 'dingtalk',
    after: 'dingtalk/login',
    ask: async ({ source }) => {
      const name = await source.topDepartment();
      return name === null ? unknown('not-visible') : green('named', { name: outsideWords(name, 40) });
    },
  },
  {
    // first-contact.md, probe 9. DingTalk may check that the approval exists before it checks the right: UNCONFIRMED.
    code: 'dingtalk/comment',
    system: 'dingtalk',
    after: 'dingtalk/login',
    ask: async (world) => {
      const userId = world.facts.commenter ?? (await someApplicant(world));
      if (userId === null) return unknown('nobody');
      world.spend('comment', 1);
      const error = await world.source.commentRight(userId);
      if (error === null) return green('has');
      if (error.errorClass === 'parameter') return unknown('other-refusal', { words: outsideWords(error.sentence) });
      throw error;
    },
  },
  {
    code: 'dingtalk/todos',
    system: 'dingtalk',
    after: 'dingtalk/login',
    ask: async (world) => {
      if (!world.facts.todos) return green('off');
      const userId = world.facts.commenter ?? (await someApplicant(world));
      if (userId === null) return unknown('nobody');
      world.spend('todo', 1);
      const error = await world.source.todoRight(userId);
      if (error === undefined) return unknown('nobody');
      if (error === null) return green('has');
      // No payment depends on it.
      if (error.errorClass === 'permission') return amber('without', { words: outsideWords(error.sentence) });
      throw error;
    },
  },
];
