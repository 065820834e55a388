import type { SandboxApproval } from './approval.js';

/** The approval as DingTalk shows it at `now`: one whose time has not come yet is still running. */
export function asOf(approval: SandboxApproval, now: number): SandboxApproval {
  if (approval.finishedAt === undefined || approval.finishedAt <= now) return approval;
  const { finishedAt: _, ...rest } = approval;
  return { ...rest, status: 'RUNNING', result: '' };
}
