import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { PushBill } from '../../bill/ledger/bill-claims.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { callLeaseMs } from '../../connectors/call-times.js';
import { DingTalkHealth } from '../../connectors/dingtalk/call/dingtalk-health.js';
import { parseApproval, UnreadableApprovalError } from '../../connectors/dingtalk/form/parse-approval.js';
import {
  type ApiFamily,
  DingTalkClient,
  DingTalkError,
  type DingTalkErrorClass,
  type RawApproval,
} from '../../connectors/source.js';
import { Database, placeholders } from '../../database/database.js';
import type { ApprovalInstance } from '../../domain/approval/approval-instance.js';
import { type SourceDifference, sourceDifferences } from '../../domain/approval/source-content.js';
import { PlanCalls } from '../../intake/plan/plan-calls.js';
import { unaskable } from '../order/unheard-forms.js';

/** Why an approval was not read: DingTalk's error, or the reason why it was not asked. `seen`: the approval is gone, and a person knows it. */
export type NotRead = DingTalkErrorClass | 'plan' | 'late' | 'unreadable' | 'seen' | 'attached';
/** The present content of an approval, compared with what was approved. */
export type ReadAgain =
  /** `but`: the addresses of photos differ, and a person has seen this once. `attached`: approvals that change or cancel it, or may do so. */
  | { kind: 'same'; but?: 'photos'; attached?: readonly string[] }
  | {
      kind: 'differs';
      raw: RawApproval;
      instance: ApprovalInstance;
      differences: readonly SourceDifference[];
      attached?: readonly string[];
    }
  | { kind: 'gone' }
  /** The approval says the same, but one that it names and whose values are in the bill does not. `title`: of that one. */
  | { kind: 'related'; title: string }
  /** `needed`: the bill is not sent before its approval could be read. `named`: an approval that it names could not be read. */
  | { kind: 'unread'; why: NotRead; sentence: string; needed?: true; named?: true };

/**
 * Tells whether only photos differ. The address of a photo may be different at each reading; what a photo shows is for a person and
 * changes no amount.
 */
export const onlyPhotos = ({ differences }: Extract<ReadAgain, { kind: 'differs' }>): boolean =>
  differences.every(({ photo }) => photo);

/** Longest time for all readings of a call together, in ms: a slow DingTalk must not outlive the lease of the bills. */
const LONGEST_MS = 20_000;
/** Number of unanswered readings in a row after which the other approvals are not read. */
const OUTAGE = 3;
const NOT_ASKED: Readonly<Record<'plan' | 'late' | 'unreadable' | 'quota' | 'transient', string>> = {
  plan: '本月的钉钉接口额度不够每笔再读一次',
  late: '钉钉没有及时回答',
  unreadable: '钉钉的回答无法识别',
  quota: '本月的钉钉接口额度用完了',
  transient: '钉钉连不上',
};
const unread = (why: keyof typeof NOT_ASKED): ReadAgain => ({ kind: 'unread', why, sentence: NOT_ASKED[why] });

/**
 * Reads approvals once more just before their bills are sent, because DingTalk lets an administrator change a finished approval
 * without notice.
 */
@Injectable()
export class ReadAgainBeforeSend {
  constructor(
    private readonly db: Database,
    private readonly dingtalk: DingTalkClient,
    private readonly health: DingTalkHealth,
    private readonly plan: PlanCalls,
    @Inject(SETTINGS)
    private readonly settings: Pick<
      Settings,
      'SOURCE_RECHECK' | 'DINGTALK_CONCURRENCY' | 'KINGDEE_TIMEOUT_MS' | 'LEASE_MARGIN_MS'
    >,
  ) {}

  /**
   * Reads each approval at most once; bills of one approval get the same result.
   * @param needed ids of bills that are not sent unread: their approvals are read even if the plan of the month says no.
   * @returns the results of all bills, by bill id.
   */
  async run(
    bills: readonly PushBill[],
    needed: ReadonlySet<string> = new Set(),
  ): Promise<ReadonlyMap<string, ReadAgain>> {
    const found = new Map<string, ReadAgain>(bills.map(({ id }) => [id, unread('plan')]));
    const silent = unaskable(this.health, Date.now());
    if (silent !== null) for (const id of needed) found.set(id, unread(silent === 'quota' ? 'quota' : 'transient'));
    const all = await this.mayAsk();
    const asked = all ? bills : silent === null ? bills.filter(({ id }) => needed.has(id)) : [];
    if (asked.length === 0) return found;
    const stored = await this.stored(asked);
    for (const { id } of asked) found.set(id, unread('late'));
    const queue = together(asked, (id) => stored.get(id)?.snapshot ?? id);
    let failed = 0;
    let over = false;
    const work = async () => {
      for (let same = queue.shift(); same && !over && failed < OUTAGE; same = queue.shift()) {
        const before = stored.get(same[0] ?? '');
        const read = before === undefined ? unread('unreadable') : await this.one(before.raw);
        // A late answer must not change the results that were already returned.
        if (over) return;
        for (const id of same) found.set(id, read);
        failed = read.kind === 'unread' && read.why === 'transient' ? failed + 1 : 0;
      }
    };
    const longest = Math.min(LONGEST_MS, callLeaseMs(this.settings) / 2);
    const ending = new AbortController();
    const workers = Array.from({ length: this.settings.DINGTALK_CONCURRENCY }, work);
    await Promise.race([
      Promise.all(workers),
      sleep(longest, undefined, { signal: ending.signal }).catch(() => undefined),
    ]);
    ending.abort();
    over = true;
    return found;
  }

  private async mayAsk(): Promise<boolean> {
    if (this.settings.SOURCE_RECHECK === 'always') return true;
    if (this.health.outage !== null || this.health.isQuotaSpent(Date.now())) return false;
    return (await this.plan.run()).recheck;
  }

  private async one(before: RawApproval): Promise<ReadAgain> {
    try {
      const raw = await this.dingtalk.lookAgain(before.processCode, before.processInstanceId);
      // An empty text means that the archive has taken the raw text out of the database; such an approval was finished long ago.
      const unchanged = raw.text === before.text || before.text === '';
      const instance = parseApproval(raw);
      const differences = unchanged ? [] : sourceDifferences(parseApproval(before), instance);
      // The content of the approval stays the same when another approval changes or cancels it.
      const attached = instance.attachedIds.filter((id) => id !== instance.processInstanceId);
      return differences.length === 0
        ? { kind: 'same', attached }
        : { kind: 'differs', raw, instance, differences, attached };
    } catch (error) {
      if (error instanceof UnreadableApprovalError) return unread('unreadable');
      if (!(error instanceof DingTalkError)) throw error;
      if (error.errorClass === 'not-found') return { kind: 'gone' };
      return { kind: 'unread', why: error.errorClass, sentence: error.sentence };
    }
  }

  private async stored(
    bills: readonly PushBill[],
  ): Promise<ReadonlyMap<string, { snapshot: string; raw: RawApproval }>> {
    const rows = await this.db.query<
      Record<'id' | 'snapshot' | 'process_code' | 'process_instance_id' | 'raw', string> & { family: ApiFamily }
    >(
      `SELECT b.id, a.id AS snapshot, a.family, a.process_code, a.process_instance_id, a.raw FROM bill b JOIN approval a ON a.id = b.approval_id
       WHERE b.id IN (${placeholders(bills)})`,
      bills.map(({ id }) => id),
    );
    return new Map(
      rows.map(
        ({ id, snapshot, family, process_code: processCode, process_instance_id: processInstanceId, raw: text }) => [
          id,
          { snapshot, raw: { family, processCode, processInstanceId, text } },
        ],
      ),
    );
  }
}

/** Groups the ids of bills that were made from the same answer of DingTalk. */
function together(bills: readonly { id: string }[], snapshotOf: (id: string) => string): string[][] {
  const groups = new Map<string, string[]>();
  for (const { id } of bills) groups.set(snapshotOf(id), [...(groups.get(snapshotOf(id)) ?? []), id]);
  return [...groups.values()];
}
