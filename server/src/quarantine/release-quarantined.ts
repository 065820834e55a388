import { Inject, Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { otherNames } from '../access/member/known-names.js';
import { ownAs } from '../bill/action/own-bill.js';
import { SETTINGS, type Settings } from '../config/settings.js';
import { CallMeter } from '../connectors/dingtalk/call/call-meter.js';
import { parseApproval, UnreadableApprovalError } from '../connectors/dingtalk/form/parse-approval.js';
import { DingTalkClient, DingTalkError, type RawApproval } from '../connectors/source.js';
import { Database } from '../database/database.js';
import { isDatabaseAway } from '../database/database-away.js';
import { SYSTEM } from '../domain/actor.js';
import type { ApprovalInstance } from '../domain/approval/approval-instance.js';
import { sourceDifferences } from '../domain/approval/source-content.js';
import { ApprovalSource } from '../engine/source/approval-source.js';
import { amendsOf, fateOf } from '../intake/approval/approval-fate.js';
import { EditedApprovals } from '../intake/approval/edited-approvals.js';
import { formTotalOf, type ReadApproval } from '../intake/approval/read-approval.js';
import { StoreApprovals } from '../intake/pull/store-approvals.js';
import { QuarantineDecisions, type QuarantinedApproval } from '../intake/quarantine/quarantine-decisions.js';
import type { Allowance } from '../intake/scope/allowance.js';
import { KeptCalls } from '../intake/scope/kept-calls.js';
import type { SchemeToPull } from '../intake/scope/scheme-to-pull.js';
import { SchemesToPull } from '../intake/scope/schemes-to-pull.js';
import { Wakes } from '../queue/wakes.js';
import { LookIntoKingdee } from './look-into-kingdee.js';

const AT_ONCE = 20;
const FAILED = '没有放行：没有做成，请再试，仍不行请管理员查看日志';
const KEPT_FOR_COMMENTS = '没有放行：本月剩下的钉钉接口额度要留给回写。下个月额度恢复后再放行';
const OWN = '没有办：这张是付给决定的人自己的，要由别人来办';
const CHANGED = { MODIFY: '修改', REVOKE: '撤销' } as const;

/** What happens to a decided approval. `edited`: its content in DingTalk changed since it was read, and the bill is made from the present content. */
type Verdict = { kind: 'go'; read: ReadApproval; edited?: true } | { kind: 'gone' | 'back'; note: string };

/** Carries out decisions about approvals in quarantine（隔离区）: each gets its bills, or stays without one and says why. */
@Injectable()
export class ReleaseQuarantined {
  private readonly log = new Logger('quarantine');

  constructor(
    private readonly db: Database,
    private readonly decisions: QuarantineDecisions,
    private readonly schemes: SchemesToPull,
    private readonly storing: StoreApprovals,
    private readonly edited: EditedApprovals,
    private readonly dingtalk: DingTalkClient,
    private readonly meter: CallMeter,
    private readonly kept: KeptCalls,
    private readonly looking: LookIntoKingdee,
    private readonly wakes: Wakes,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'DINGTALK_CONCURRENCY' | 'SINGLE_PERSON_MODE'>,
  ) {}

  /** Carries out all decisions. Throws early if the database is away; the rest is taken up again later. */
  async run(): Promise<void> {
    let released = 0;
    for (;;) {
      const due = await this.decisions.underway(AT_ONCE);
      if (due.length === 0) break;
      const verdicts = await this.meter.within({ calls: 0 }, () => this.judgeAll(due), 'back-fill');
      for (const [index, approval] of due.entries()) {
        const { scheme, verdict } = verdicts[index] ?? {};
        if (verdict && (await this.carryOut(approval, scheme ?? null, verdict))) released += 1;
      }
      if (released > 0) this.wakes.wake('map');
    }
    if (released > 0) this.wakes.wake('names');
  }

  private async judgeAll(
    due: readonly QuarantinedApproval[],
  ): Promise<{ scheme: SchemeToPull | null; verdict: Verdict }[]> {
    const schemes = new Map<string, SchemeToPull | null>();
    for (const { schemeId } of due)
      if (!schemes.has(schemeId)) schemes.set(schemeId, await this.schemes.get(schemeId).catch(() => null));
    const allowance = await this.kept.allowance();
    const own = await this.ownOf(due);
    const judged: { scheme: SchemeToPull | null; verdict: Verdict }[] = [];
    const next = due.entries();
    await Promise.all(
      Array.from({ length: Math.min(this.settings.DINGTALK_CONCURRENCY, due.length) }, async () => {
        for (const [index, approval] of next) {
          const scheme = schemes.get(approval.schemeId) ?? null;
          const verdict = own.has(approval.approvalId) ? back(OWN) : await this.judge(approval, scheme, allowance);
          judged[index] = { scheme, verdict };
        }
      }),
    );
    return judged;
  }

  /**
   * Returns the approvals that pay the person who decided about them. Before Kingdee was asked nobody had looked whom they pay, so that the
   * decision itself could not refuse them.
   */
  private async ownOf(due: readonly QuarantinedApproval[]): Promise<ReadonlySet<string>> {
    if (this.settings.SINGLE_PERSON_MODE) return new Set();
    const payees = await this.looking.payeesOf(due);
    const names = await otherNames(this.db.read, [...new Set(due.flatMap(({ by }) => by?.userId ?? []))]);
    const isOwn = ({ approvalId, by }: QuarantinedApproval): boolean => {
      if (by === null) return false;
      const owned = { originatorUserId: '', payees: { hands: [], names: [payees.get(approvalId) ?? ''] } };
      return ownAs(owned, { ...by, alsoNamed: names.get(by.userId) ?? [] }) !== null;
    };
    return new Set(due.filter(isOwn).map(({ approvalId }) => approvalId));
  }

  private async judge(
    approval: QuarantinedApproval,
    scheme: SchemeToPull | null,
    allowance: Allowance,
  ): Promise<Verdict> {
    if (!scheme || scheme.amendmentsOnly) return back('方案没有启用，没有放行');
    try {
      const instance = parseApproval(approval.raw);
      if (approval.state === 'closing') return { kind: 'go', read: readOf(approval, scheme, approval.raw, instance) };
      // The bill that is made of it needs its comment as well, and others on their way need theirs.
      if (!allowance.isOpen) return back(KEPT_FOR_COMMENTS);
      allowance.read();
      const { processCode, processInstanceId } = approval.raw;
      const raw = await this.dingtalk.getInstance(processCode, processInstanceId);
      const now = parseApproval(raw);
      if (now.status !== 'COMPLETED' || now.result !== 'agree')
        return { kind: 'gone', note: '审批在钉钉里已不是“通过”，没有放行' };
      // The present content is paid, not the content that the back-fill read.
      const edited = sourceDifferences(instance, now).length > 0;
      const read = edited ? readOf(approval, scheme, raw, now) : readOf(approval, scheme, approval.raw, instance);
      const fate = fateOf(
        { ...scheme.content, cutOverDate: null },
        new ApprovalSource(read.instance, approval.originatorName, scheme.form),
      );
      if (fate.kind !== 'collect') return back('reason' in fate ? `没有放行：${fate.reason}` : '没有放行');
      return (
        (await this.since(approval, instance, now, allowance)) ?? {
          kind: 'go',
          read,
          ...(edited ? { edited: true } : {}),
        }
      );
    } catch (error) {
      if (error instanceof UnreadableApprovalError) return back(`没有放行：${error.message}`);
      if (error instanceof DingTalkError)
        return error.errorClass === 'not-found'
          ? { kind: 'gone', note: '审批在钉钉里已被删除，没有放行' }
          : back(`没有放行：${error.sentence}`);
      if (isDatabaseAway(error)) throw error;
      this.log.error(`${approval.approvalId}: ${String(error)}`, error instanceof Error ? error.stack : undefined);
      return back(FAILED);
    }
  }

  /** Checks whether an approval that it lists has cancelled or changed it since it was read. @returns null if it is unchanged. */
  private async since(
    { raw: { processCode, processInstanceId } }: QuarantinedApproval,
    stored: ApprovalInstance,
    now: ApprovalInstance,
    allowance: Allowance,
  ): Promise<Verdict | null> {
    for (const id of now.attachedIds) {
      if (id === processInstanceId) continue;
      allowance.spend();
      const other = await this.attached(processCode, id);
      if (other === null) continue;
      const amends = amendsOf({ instance: other });
      // An older listed amendment is not a change of this approval; this approval changed the older one itself.
      if (amends !== null && (other.finishedAt ?? 0) > (stored.finishedAt ?? 0))
        return { kind: 'gone', note: amended(other.businessId, amends.action) };
    }
    return null;
  }

  /** @returns null if DingTalk has deleted it: a deleted attachment, such as a trip, says nothing about the expense. */
  private async attached(processCode: string, id: string): Promise<ApprovalInstance | null> {
    try {
      return parseApproval(await this.dingtalk.getInstance(processCode, id), { whole: false });
    } catch (error) {
      if (error instanceof DingTalkError && error.errorClass === 'not-found') return null;
      throw error;
    }
  }

  /** @returns whether a bill was made. */
  private async carryOut(
    approval: QuarantinedApproval,
    scheme: SchemeToPull | null,
    verdict: Verdict,
  ): Promise<boolean> {
    try {
      return await this.db.inTransaction((tx) => this.settle(tx, approval, scheme, verdict));
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      this.log.error(`${approval.approvalId}: ${String(error)}`, error instanceof Error ? error.stack : undefined);
      await this.db.inTransaction((tx) => this.decisions.settle(tx, approval, 'waiting', FAILED));
      return false;
    }
  }

  private async settle(
    tx: EntityManager,
    approval: QuarantinedApproval,
    scheme: SchemeToPull | null,
    verdict: Verdict,
  ): Promise<boolean> {
    if (verdict.kind !== 'go' || scheme === null) {
      const note = verdict.kind === 'go' ? '' : verdict.note;
      await this.decisions.settle(tx, approval, verdict.kind === 'gone' ? 'gone' : 'waiting', note);
      return false;
    }
    const closing = approval.state === 'closing';
    const by = approval.by ?? SYSTEM;
    const amendment = closing ? null : await this.amendedBy(tx, approval);
    if (amendment !== null) {
      await this.decisions.settle(tx, approval, 'gone', amendment);
      return false;
    }
    if (!(await this.decisions.settle(tx, approval, closing ? 'opening' : 'released'))) return false;
    const { raw, instance } = verdict.read;
    const { approvalId } = verdict.edited
      ? await this.edited.keep(tx, this.dingtalk.corpId, raw, instance)
      : { approvalId: approval.approvalId };
    const placed = { approvalId, read: verdict.read };
    return this.storing.release(tx, scheme, placed, closing ? openingWords(approval, by.name) : null, by);
  }

  /** Returns the note about a change or cancellation that the ledger holds by now; null if there is none. */
  private async amendedBy(tx: EntityManager, { raw }: QuarantinedApproval): Promise<string | null> {
    const rows: { business_id: string; biz_action: string }[] = await tx.query(
      'SELECT business_id, biz_action FROM amendment WHERE corp_id = ? AND original_instance_id = ? ORDER BY finished_at LIMIT 1',
      [this.dingtalk.corpId, raw.processInstanceId],
    );
    const [row] = rows;
    return row ? amended(row.business_id, row.biz_action === 'REVOKE' ? 'REVOKE' : 'MODIFY') : null;
  }
}

function readOf(
  { approvalId, originatorName }: QuarantinedApproval,
  { content, form }: SchemeToPull,
  raw: RawApproval,
  instance: ApprovalInstance,
): ReadApproval {
  const source = new ApprovalSource(instance, originatorName, form);
  const formTotal = formTotalOf(content, source);
  return { raw, instance, fate: { kind: 'collect' }, amends: amendsOf(source), originatorName, formTotal, approvalId };
}

const back = (note: string): Verdict => ({ kind: 'back', note });
const amended = (businessId: string, action: keyof typeof CHANGED): string =>
  `审批已被 ${businessId} ${CHANGED[action]}，没有放行`;

/** Returns why its bill is closed at once as 期初. */
function openingWords({ kingdeeNo, reason }: QuarantinedApproval, byName: string): string {
  const why = [...(kingdeeNo === null ? [] : [`金蝶付款单 ${kingdeeNo}`]), ...(reason === '' ? [] : [reason])];
  return `期初：补采后由 ${byName} 归为期初${why.length === 0 ? '' : `，${why.join('，')}`}`;
}
