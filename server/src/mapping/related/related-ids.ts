import { parseApproval, UnreadableApprovalError } from '../../connectors/dingtalk/form/parse-approval.js';
import type { RawApproval } from '../../connectors/source.js';
import type { ApprovalInstance } from '../../domain/approval/approval-instance.js';

/** Signs of a link in a raw answer: most approvals name no other one, and need not be parsed for it. */
const hasLink = (text: string): boolean => text.includes('procInst') || text.includes('processInstanceId\\');

/** Returns the ids of the approvals that an approval names, each once, without its own. */
export function relatedIds({ controls, processInstanceId }: ApprovalInstance): string[] {
  const ids = controls.flatMap(({ value }) =>
    value.kind === 'related' ? value.approvals.flatMap((one) => one.processInstanceId ?? []) : [],
  );
  return [...new Set(ids)].filter((id) => id !== processInstanceId);
}

/** Returns the same for a raw answer; none if it cannot be read. */
export function relatedIdsIn(raw: RawApproval): string[] {
  if (!hasLink(raw.text)) return [];
  try {
    return relatedIds(parseApproval(raw));
  } catch (error) {
    if (error instanceof UnreadableApprovalError) return [];
    throw error;
  }
}
