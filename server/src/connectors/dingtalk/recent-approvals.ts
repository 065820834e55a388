import { Injectable } from '@nestjs/common';
import type { ApprovalInstance } from '../../domain/approval/approval-instance.js';
import type { RawApproval } from '../source.js';
import { parseApproval } from './form/parse-approval.js';

/** Most characters of raw text: some hundred approvals, a few megabytes. */
const MOST_TEXT = 2_000_000;

/**
 * Cache of approvals that were just read: mapping follows storing within moments and need not parse them again. The entries are results of
 * parseApproval.
 */
@Injectable()
export class RecentApprovals {
  private readonly kept = new Map<string, { text: string; instance: ApprovalInstance }>();
  private size = 0;

  keep(raw: RawApproval, instance: ApprovalInstance): void {
    const { processInstanceId: id, text } = raw;
    this.drop(id);
    this.kept.set(id, { text, instance });
    this.size += text.length;
    for (const oldest of this.kept.keys()) {
      if (this.size <= MOST_TEXT) break;
      this.drop(oldest);
    }
  }

  /** Returns each kept approval once, and removes it; a later mapping parses the snapshot. @throws UnreadableApprovalError */
  take(raw: RawApproval): ApprovalInstance {
    const known = this.kept.get(raw.processInstanceId);
    this.drop(raw.processInstanceId);
    return known?.text === raw.text ? known.instance : parseApproval(raw);
  }

  private drop(id: string): void {
    const known = this.kept.get(id);
    if (!known) return;
    this.kept.delete(id);
    this.size -= known.text.length;
  }
}
