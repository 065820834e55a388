import { Inject, Injectable } from '@nestjs/common';
import { amendedAmong } from '../../bill/action/action-facts.js';
import type { PushBill } from '../../bill/ledger/bill-claims.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { callLeaseMs } from '../../connectors/call-times.js';
import { parseApproval, UnreadableApprovalError } from '../../connectors/dingtalk/form/parse-approval.js';
import { DingTalkClient, DingTalkError } from '../../connectors/source.js';
import { Database } from '../../database/database.js';
import { contentDigest } from '../../domain/approval/related-approval.js';
import type { PaymentBillDraft } from '../../domain/draft/payment-bill.js';
import { RelatedStore } from '../../mapping/related/related-store.js';
import type { ReadAgain } from './read-again.js';

/** Longest time for these readings, in ms. Together with the others before a send they must not outlive the lease. */
const LONGEST_MS = 20_000;
const NOT_READ = '单据取了关联审批的值，关联审批没有再读到';

/**
 * Reads the approvals again that a bill took values from, before it is sent: a finished one can be changed in DingTalk as the approval itself can.
 */
@Injectable()
export class RelatedAgain {
  constructor(
    private readonly db: Database,
    private readonly dingtalk: DingTalkClient,
    private readonly store: RelatedStore,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'KINGDEE_TIMEOUT_MS' | 'LEASE_MARGIN_MS'>,
  ) {}

  /**
   * @returns the results, with `related` or `unread` for bills that would be sent. A related approval that changed is stored as it is now, so that
   * the bill is mapped from it.
   */
  async run(
    bills: readonly PushBill[],
    drafts: ReadonlyMap<string, PaymentBillDraft>,
    found: ReadonlyMap<string, ReadAgain>,
  ): Promise<ReadonlyMap<string, ReadAgain>> {
    const results = new Map(found);
    const read = new Map<string, ReadAgain>();
    const until = performance.now() + Math.min(LONGEST_MS, callLeaseMs(this.settings) / 4);
    for (const { id } of bills)
      for (const [related, digest] of Object.entries(drafts.get(id)?.related ?? {})) {
        if (results.get(id)?.kind !== 'same') break;
        const key = `${related} ${digest}`;
        const late = !read.has(key) && performance.now() > until;
        const said = late ? unread('late', NOT_READ) : (read.get(key) ?? (await this.one(related, digest)));
        read.set(key, said);
        if (said.kind !== 'same') results.set(id, said);
      }
    return results;
  }

  private async one(id: string, digest: string): Promise<ReadAgain> {
    // The ledger knows what changes or cancels it, also where it does not list that itself.
    if ((await amendedAmong(this.db.read, [id])).size > 0) return { kind: 'related', title: '' };
    try {
      const raw = await this.dingtalk.lookAgain('', id);
      const instance = parseApproval(raw);
      if (contentDigest(instance) === digest) return { kind: 'same' };
      await this.db.inTransaction((tx) => this.store.keep(tx, raw, instance));
      return { kind: 'related', title: instance.title };
    } catch (error) {
      if (error instanceof UnreadableApprovalError) return unread('unreadable', NOT_READ);
      if (!(error instanceof DingTalkError)) throw error;
      if (error.errorClass !== 'not-found') return unread(error.errorClass, `${NOT_READ}：${error.sentence}`);
      await this.db.inTransaction((tx) => this.store.keepGone(tx, id));
      return { kind: 'related', title: '' };
    }
  }
}

const unread = (why: Extract<ReadAgain, { kind: 'unread' }>['why'], sentence: string): ReadAgain => ({
  kind: 'unread',
  why,
  sentence,
});
