import { Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/audit-log.js';
import { parseApproval, UnreadableApprovalError } from '../connectors/dingtalk/form/parse-approval.js';
import { DingTalkClient, DingTalkError, type RawApproval } from '../connectors/source.js';
import { Database } from '../database/database.js';
import type { Actor } from '../domain/actor.js';
import type { ApprovalInstance } from '../domain/approval/approval-instance.js';
import type { RelatedApproval } from '../domain/approval/related-approval.js';
import { PlanCalls } from '../intake/plan/plan-calls.js';
import { ReadRelated } from '../mapping/related/read-related.js';
import { knownAs } from '../mapping/run/bills-to-map.js';
import { TrialCallsError } from './trial.errors.js';

/** A passed approval that was read for a trial. */
export interface FreshApproval {
  raw: RawApproval;
  instance: ApprovalInstance;
  originatorName: string;
}

/** Parameters of a reading. */
export interface ReadAsked {
  processCode: string;
  /** Scheme whose rules are tried. */
  schemeId: string;
  /** Most approvals to read. */
  wanted: number;
  /** Ids of stored approvals, which need not be read. */
  known: ReadonlySet<string>;
}

const DAY_MS = 86_400_000;
/** The last days are listed first: for a busy form one page of them is enough. */
const WINDOWS_DAYS = [7, 60];
const KEPT_MS = 3_600_000;

/** Approvals that were read from DingTalk on request, because too few of the form are stored. In memory only, for an hour. */
@Injectable()
export class RecentReads {
  private readonly kept = new Map<string, { at: number; approvals: readonly FreshApproval[] }>();
  private readonly keptRelated = new Map<string, { at: number; known: RelatedApproval }>();

  constructor(
    private readonly db: Database,
    private readonly dingtalk: DingTalkClient,
    private readonly plan: PlanCalls,
    private readonly audit: AuditLog,
    private readonly readOne: ReadRelated,
  ) {}

  of(processCode: string, now: number): readonly FreshApproval[] {
    const kept = this.kept.get(processCode);
    return kept && now - kept.at < KEPT_MS ? kept.approvals : [];
  }

  /**
   * Reads at most two pages of the list, and as many details as wanted; each call is counted by its purpose, and the audit log names the person.
   * @throws TrialCallsError, DingTalkError
   */
  async read({ processCode, schemeId, wanted, known }: ReadAsked, by: Actor, now: number): Promise<void> {
    if (!(await this.plan.bearsMore())) throw new TrialCallsError();
    // Logged before the calls: whatever their result, this person has had people's approvals read.
    await this.db.inTransaction((tx) =>
      this.audit.append(tx, by, [
        { action: 'read-for-trial', subjectKind: 'scheme', subjectId: schemeId, detail: { processCode, wanted } },
      ]),
    );
    const read = new Map<string, FreshApproval | null>();
    for (const days of WINDOWS_DAYS) {
      const { ids } = await this.dingtalk.listInstances({
        processCode,
        from: now - days * DAY_MS,
        to: now,
        finishedOnly: true,
        cursor: null,
      });
      for (const id of [...ids].reverse()) {
        if (known.has(id) || read.has(id) || read.size >= wanted) continue;
        read.set(id, await this.one(processCode, id));
      }
      if (read.size >= wanted) break;
    }
    this.kept.set(processCode, { at: now, approvals: [...read.values()].filter((each) => each !== null) });
  }

  /** Returns the related approvals that were read. */
  related(now: number): ReadonlyMap<string, RelatedApproval> {
    for (const [id, { at }] of this.keptRelated) if (now - at >= KEPT_MS) this.keptRelated.delete(id);
    return new Map([...this.keptRelated].map(([id, { known }]) => [id, known]));
  }

  /**
   * Reads approvals that other ones name, one call each. @param ids not stored yet. @throws TrialCallsError, and DingTalkError for errors that
   * affect every call.
   */
  async readRelated(
    { processCode, schemeId, ids }: { processCode: string; schemeId: string; ids: readonly string[] },
    by: Actor,
    now: number,
  ): Promise<void> {
    if (ids.length === 0) return;
    if (!(await this.plan.bearsMore())) throw new TrialCallsError();
    await this.db.inTransaction((tx) =>
      this.audit.append(tx, by, [
        {
          action: 'read-for-trial',
          subjectKind: 'scheme',
          subjectId: schemeId,
          detail: { processCode, wanted: ids.length, related: true },
        },
      ]),
    );
    for (const id of ids) {
      const end = await this.readOne.read(id);
      if (end instanceof DingTalkError) throw end;
      const known: RelatedApproval = end.kind === 'read' ? knownAs(end.raw) : { kind: 'none', why: end.kind };
      this.keptRelated.set(id, { at: now, known });
    }
  }

  /** @returns null for an approval that has not passed, is gone or is unreadable. @throws DingTalkError for errors that affect every call. */
  private async one(processCode: string, id: string): Promise<FreshApproval | null> {
    try {
      const raw = await this.dingtalk.getInstance(processCode, id);
      const instance = parseApproval(raw);
      const { status, result, bizAction } = instance;
      if (status !== 'COMPLETED' || result !== 'agree' || bizAction === 'REVOKE') return null;
      return { raw, instance, originatorName: await this.nameOf(instance.originatorUserId) };
    } catch (error) {
      if (error instanceof UnreadableApprovalError) return null;
      if (error instanceof DingTalkError && ['not-found', 'parameter'].includes(error.errorClass)) return null;
      throw error;
    }
  }

  /** Returns the person's name without storing the person: people are stored only with collected approvals. */
  private async nameOf(userId: string): Promise<string> {
    const [member] = await this.db.query<{ name: string }>('SELECT name FROM member WHERE user_id = ?', [userId]);
    if (member && member.name !== '' && member.name !== userId) return member.name;
    try {
      return (await this.dingtalk.getUser(userId))?.name ?? '';
    } catch (error) {
      if (error instanceof DingTalkError) return '';
      throw error;
    }
  }
}
