import './virtual-time.js';
import { describe, expect, it } from 'vitest';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import type { FaultKind } from '../sandbox/faults.js';
import {
  billsOf,
  collectAndApprove,
  commentsSettled,
  confirmPush,
  detailOf,
  mustBeOnce,
  newApprovals,
  orderSettled,
} from './batch.js';
import {
  expectWithdrawn,
  faultsOf,
  halted,
  ledger,
  nextSeed,
  press,
  pushedAgain,
  reaches,
  run,
  steps,
  told,
} from './withdrawals.js';

/** 撤回并删除 where answers are lost: it looks, and the bill is gone, or there once. */
const FAULTS: readonly FaultKind[] = ['lose-answer', 'hang', 'http-502-html', 'slow-commit', 'unmentioned'];
/** The client reads these as it reads one of the above: FLOW_FAULTS=all has them too. */
const ALIKE: readonly FaultKind[] = ['reset', 'http-500', 'truncate', 'exception', 'database-error'];
type Step = 'save' | 'submit' | 'audit' | 'unsubmit' | 'unaudit' | 'delete';
const API: Readonly<Record<Step, string>> = {
  save: '.BatchSave.',
  submit: '.Submit.',
  audit: '.Audit.',
  unsubmit: '.CancelAssign.',
  unaudit: '.UnAudit.',
  delete: '.Delete.',
};

/** Answers that each step of a push and of a withdrawal may lose (kingdee.md §6.1, §6.2, §10.3). */
describe.each(process.env.FLOW_FAULTS === 'all' ? [...FAULTS, ...ALIKE] : FAULTS)(
  'an outcome that nobody knows, by %s,',
  (kind) => {
    const arm = (...wanted: readonly Step[]) => {
      for (const step of wanted) faultsOf().add({ system: 'kingdee', kind, api: API[step], delayMs: 2000 });
    };
    const expectLooked = async (approval: SandboxApproval, ...wanted: readonly Step[]) => {
      expect(faultsOf().list()).toEqual([]);
      const bill = await detailOf(run, approval);
      expect(steps(bill)).toEqual(expect.arrayContaining(wanted.map((step) => `${step} unknown`)));
      expect(told(bill).filter((line) => line.includes('存疑')).length).toBeGreaterThanOrEqual(wanted.length);
    };

    it('at save, submit and audit leads to looks, and to one audited bill', async () => {
      const [approval] = newApprovals(run, { count: 1, seed: nextSeed() });
      if (!approval) throw new Error('the seed has no agreed approval');
      await collectAndApprove(run);
      arm('save', 'submit', 'audit');
      await orderSettled(run, await confirmPush(run));
      await commentsSettled(run);
      await expectLooked(approval, 'save', 'submit', 'audit');
      mustBeOnce(run, [approval]);
    });

    it.each([
      ['taking the submit back and deleting', ['unsubmit', 'delete']],
      ['un-auditing', ['unaudit']],
    ] as const)('at %s leads to looks, to no bill, and to one when it is pushed again', async (_, wanted) => {
      const approval = await halted('submitted');
      if (wanted[0] === 'unaudit') {
        ledger().change(billsOf(run, approval)[0]?.number ?? '', 'finish-workflow');
        await press(approval, 'withdraw');
        await reaches(approval, 'failed');
      }
      arm(...wanted);
      await press(approval, 'withdraw');
      await expectWithdrawn(approval);
      await expectLooked(approval, ...wanted);
      await pushedAgain(approval);
    });
  },
);
