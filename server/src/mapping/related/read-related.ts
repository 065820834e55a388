import { Injectable } from '@nestjs/common';
import { parseApproval, UnreadableApprovalError } from '../../connectors/dingtalk/form/parse-approval.js';
import { DingTalkClient, DingTalkError, type RawApproval } from '../../connectors/source.js';
import type { ApprovalInstance } from '../../domain/approval/approval-instance.js';

/**
 * How a reading ended. `unreadable`: the answer is not a valid approval · `denied`: DingTalk does not let the app read it · a DingTalkError: DingTalk
 * was not asked or did not answer.
 */
export type RelatedEnd =
  | { kind: 'read'; raw: RawApproval; instance: ApprovalInstance }
  | { kind: 'gone' | 'unreadable' | 'denied' }
  | DingTalkError;

/** Reads an approval that another one names: one call, counted under its own purpose. Stores nothing. */
@Injectable()
export class ReadRelated {
  constructor(private readonly dingtalk: DingTalkClient) {}

  async read(id: string): Promise<RelatedEnd> {
    try {
      // DingTalk finds the approval without the code of its form.
      const raw = await this.dingtalk.getInstance('', id, 'related');
      return { kind: 'read', raw, instance: parseApproval(raw) };
    } catch (error) {
      if (error instanceof UnreadableApprovalError) return { kind: 'unreadable' };
      if (!(error instanceof DingTalkError)) throw error;
      if (error.errorClass === 'not-found') return { kind: 'gone' };
      if (error.errorClass === 'permission') return { kind: 'denied' };
      return error.errorClass === 'parameter' ? { kind: 'unreadable' } : error;
    }
  }
}
