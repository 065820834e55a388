import type { Told } from '../../connectors/survey.js';
import { amber, type Finding, green, unknown } from '../probe/finding.js';
import { outsideWords } from '../probe/outside-words.js';
import type { Probe } from '../probe/probe.js';
import { refused } from '../probe/unanswered.js';

/** Judges expense management, which forbids manual bills of its own type; that it has bills is a sign, UNCONFIRMED as a proof. */
export function judgeExpense(told: Told<'some' | 'none' | 'no-module'>): Finding {
  if (told.kind === 'refused') return refused(told);
  return told.value === 'some' ? amber('in-use') : green(told.value);
}

/**
 * Judges the attachment store: uploads work with a file server or the cloud, not with storage in the database. Kingdee states only the latter
 * clearly.
 */
export function judgeAttachments(told: Told<'files' | 'database'>): Finding {
  if (told.kind === 'refused') return unknown('refused', { words: outsideWords(told.words) });
  return told.value === 'database' ? amber('in-database') : green('in-files');
}

export const setUpProbes: readonly Probe[] = [
  {
    code: 'kingdee/expense',
    system: 'kingdee',
    after: 'kingdee/login',
    ask: async ({ target }) => judgeExpense(await target.expenseBills()),
  },
  {
    code: 'kingdee/attachments',
    system: 'kingdee',
    after: 'kingdee/login',
    ask: async ({ target }) => judgeAttachments(await target.attachmentStore()),
  },
];
