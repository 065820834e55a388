import type { SandboxApproval } from './approval.js';

/** Returns the approval as DingTalk shows it at `now`: if its finish time lies in the future, it is still running. */
export function asOf(approval: SandboxApproval, now: number): SandboxApproval {
  if (approval.finishedAt === undefined || approval.finishedAt <= now) return approval;
  const { finishedAt: _, ...rest } = approval;
  return { ...rest, status: 'RUNNING', result: '' };
}
