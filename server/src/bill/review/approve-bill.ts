import type { ApproveBill as ApproveRequest, BillIssue, ReasonedAction } from '@dingdee/shared/bill';
import type { ApprovePreview, BatchResult, BillRefs } from '@dingdee/shared/bill-batch';
import { fromFen } from '@dingdee/shared/money';
import { PUSHERS } from '@dingdee/shared/routes/who';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { whoElse } from '../../access/member/who-else.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { PAYMENT_FORM } from '../../connectors/forms/payment-form.js';
import { afterCommit, Database, placeholders } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { maskText } from '../../domain/bill/account-mask.js';
import { BillRefusedError, StaleBillError } from '../../domain/bill/bill.errors.js';
import { clearedWords, saidPaid, saidPaidWords } from '../../domain/bill/bill-notes.js';
import type { PayeeHand } from '../../domain/draft/mapping-result.js';
import { handWords } from '../../domain/draft/payee-hands.js';
import { Wakes } from '../../queue/wakes.js';
import { actionFacts } from '../action/action-facts.js';
import { noteNeeded, warningsOf } from '../action/approve-warnings.js';
import { type ActionFacts, whyNot } from '../action/offered-actions.js';
import { reviewPolicy } from '../action/review-policy.js';
import { isHandOf, type ReviewPolicy } from '../action/review-rules.js';
import { refusedActionWords } from '../action/why-not-words.js';
import { BillHistory } from '../history/bill-history.js';
import { BillClaims, type PushBill } from '../ledger/bill-claims.js';
import { readIssues } from '../ledger/bill-content.js';
import { BillLedger, type Move } from '../ledger/bill-ledger.js';
import { noteDueToMap } from '../ledger/bills-due-to-map.js';
import { DAY_PASSED, dayPassed } from '../ledger/day-passed.js';
import { engineBehind } from '../ledger/engine-behind.js';
import { unknownIn } from '../ledger/unknown-amounts.js';
import { BillSelections, type SeenBill } from '../selection/bill-selections.js';
import { type Viewer, viewerOf } from '../selection/clean-groups.js';
import { riskCondition } from '../selection/risk-groups.js';
import { ApproveSheet, type ReviewMarks } from './approve-sheet.js';
import { ConfirmedRows } from './confirmed-rows.js';
import { OutdatedContent } from './outdated-content.js';
import { SeenBills } from './seen-bills.js';
import { unapproveMove } from './unapprove-move.js';

type Skipped = BatchResult['skipped'][number];
type LeftAlone = Skipped & { stale: boolean };

/** Approves bills (通过) and takes approvals back (product.md §8): an approval is bound to the content that was seen. */
@Injectable()
export class ApproveBill {
  private readonly policy: ReviewPolicy;

  constructor(
    private readonly db: Database,
    private readonly ledger: BillLedger,
    private readonly claims: BillClaims,
    private readonly seen: SeenBills,
    private readonly selections: BillSelections,
    private readonly history: BillHistory,
    private readonly confirmed: ConfirmedRows,
    private readonly outdated: OutdatedContent,
    private readonly wakes: Wakes,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {
    this.policy = reviewPolicy(settings);
  }

  /** Approves one bill. @throws StaleBillError, BillRefusedError with the sentence why not. */
  async approve(id: string, request: ApproveRequest, actor: Actor): Promise<void> {
    const hands = await this.db.inTransaction(async (tx) => {
      const bill = await this.seen.toDecide(tx, { id, version: request.version }, 'approve', actor);
      if ((await engineBehind(tx, [id])).has(id)) throw new StaleBillError(id, UPGRADING);
      if (dayPassed(bill)) throw new StaleBillError(id, DAY_PASSED);
      await this.confirmed.lock(tx, bill.payees.hands);
      if ((await this.outdated.among(tx, [id])).has(id)) {
        await noteDueToMap(tx, [id]);
        return null;
      }
      const note = request.note?.trim() ?? '';
      const warnings = (await this.warnings(tx, [bill])).get(id) ?? [];
      if (warnings.length > 0 && note === '')
        throw new BillRefusedError(
          'bill/note-needed',
          `有 ${warnings.length} 处提醒：${warnings[0]?.words}。没有通过，写一句理由再通过。`,
        );
      // Confirmed before the bill is moved: the mapping takes the tables first too.
      await this.confirmed.confirm(tx, bill.payees.hands, actor);
      await this.ledger.move(tx, this.approval(bill, actor, note), actor);
      return bill.payees.hands;
    });
    if (hands === null) {
      this.wakes.wakeHere('map');
      throw new StaleBillError(id, REMAPPING);
    }
    this.confirmed.told(hands);
  }

  /**
   * Approves several bills, in chunks of one transaction each. Skips bills that cannot be approved, with the reason; bills with a warning
   * are among them: each needs its own note.
   */
  async approveAll(refs: BillRefs, actor: Actor): Promise<BatchResult> {
    const skipped: LeftAlone[] = [];
    const approved: SeenBill[] = [];
    let count = 0;
    let fen = 0n;
    let unknown = 0;
    for await (const chunk of this.selections.chunks(refs, actor)) {
      const result = await this.db.inTransaction((tx) => this.approveChunk(tx, chunk, actor));
      skipped.push(...result.skipped);
      approved.push(...result.done.map(({ id, version }) => ({ id, version: version + 1 })));
      count += result.done.length;
      fen += result.done.reduce((sum, bill) => sum + (bill.baseFen ?? 0n), 0n);
      unknown += result.done.filter(({ baseFen }) => baseFen === null).length;
    }
    const goesOn = PUSHERS.some((role) => actor.roles.includes(role));
    const kept = goesOn ? await this.selections.keep(approved, actor) : null;
    return {
      done: { count, amount: fromFen(fen), ...unknownIn(unknown) },
      ...(kept ? { kept } : {}),
      skipped: await this.told(skipped, refs, actor),
    };
  }

  /** Returns what 通过 of these bills would do; writes nothing. */
  async preview(refs: BillRefs, actor: Actor): Promise<ApprovePreview> {
    const viewer = viewerOf(actor, this.settings);
    const sheet = new ApproveSheet(viewer.largeFen);
    for await (const chunk of this.selections.chunks(refs, actor)) {
      const { chosen, skipped } = await this.judge(this.db.read, chunk, actor);
      sheet.add(chosen, skipped, await this.marks(chosen, viewer));
    }
    return sheet.answer();
  }

  /** @returns per bill the marks that are worth a check before it is approved with others. */
  private async marks(bills: readonly PushBill[], viewer: Viewer): Promise<Map<string, ReviewMarks>> {
    if (bills.length === 0) return new Map();
    const ids = bills.map(({ id }) => id);
    const [account, changed] = [riskCondition('account', viewer), riskCondition('changed', viewer)];
    const rows = await this.db.query<{ id: string; bare: unknown; account: unknown; changed: unknown }>(
      `SELECT id, CASE WHEN attachments = 0 THEN 1 ELSE 0 END AS bare, CASE WHEN ${account.sql} THEN 1 ELSE 0 END AS account,
         CASE WHEN ${changed.sql} THEN 1 ELSE 0 END AS changed FROM bill WHERE id IN (${placeholders(ids)})`,
      [...account.params, ...changed.params, ...ids],
    );
    const is = (value: unknown): boolean => Number(value) === 1;
    return new Map(
      rows.map((row) => [row.id, { bare: is(row.bare), newAccount: is(row.account), changed: is(row.changed) }]),
    );
  }

  /** Adds to bills that were skipped because they had changed who changed them, and, if known, what they were before. */
  private async told(skipped: readonly LeftAlone[], refs: BillRefs, actor: Actor): Promise<Skipped[]> {
    const changed = skipped.filter(({ stale }) => stale).map(({ id }) => id);
    const known = changed.length === 0 ? new Map<string, string>() : await this.selections.changesOf(refs, actor);
    const hands = await this.history.lastHands(changed.filter((id) => !known.has(id)));
    return skipped.map(({ stale, ...bill }) => {
      const how = stale ? (known.get(bill.id) ?? hands.get(bill.id)) : undefined;
      return how === undefined ? bill : { ...bill, reason: `${bill.reason}（${how}）` };
    });
  }

  /** Takes an approval back (撤回审核), as long as nothing was sent. */
  async withdraw(id: string, { version, reason }: ReasonedAction, actor: Actor): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const bill = await this.seen.toDecide(tx, { id, version }, 'unapprove', actor);
      await this.ledger.move(tx, unapproveMove(bill, await this.seen.issues(tx, id), reason, actor), actor);
    });
    // Tables may have changed while the bill was approved.
    this.wakes.wakeHere('map');
  }

  /** Returns the bills that this person may approve at once, and why not the others: the preview and the approval use this one rule. */
  private async judge(
    tx: EntityManager,
    chunk: readonly SeenBill[],
    actor: Actor,
  ): Promise<{ chosen: PushBill[]; skipped: LeftAlone[]; remapping: readonly string[] }> {
    const bills = new Map(
      (
        await this.claims.load(
          tx,
          chunk.map(({ id }) => id),
        )
      ).map((bill) => [bill.id, bill]),
    );
    const warnings = await this.warnings(tx, [...bills.values()]);
    const facts = await actionFacts(tx, [...bills.values()], ['approve']);
    const behind = await engineBehind(tx, [...bills.keys()]);
    const remapping = await this.outdated.among(tx, [...bills.keys()]);
    const policy = { ...this.policy, who: await whoElse(tx) };
    const skipped: LeftAlone[] = [];
    const chosen: PushBill[] = [];
    for (const { id, version } of chunk) {
      const bill = bills.get(id);
      const stale = bill !== undefined && bill.version !== version;
      const why =
        bill === undefined
          ? GONE
          : stale
            ? CHANGED
            : behind.has(id)
              ? OUTDATED
              : dayPassed(bill)
                ? OTHER_DAY
                : remapping.has(id)
                  ? CHANGED_MAPPING
                  : this.refusalOf(bill, actor, policy, facts(id), warnings);
      if (bill && why === null) chosen.push(bill);
      else skipped.push(leftAlone(id, bill, why ?? GONE, stale));
    }
    return { chosen, skipped, remapping: [...remapping] };
  }

  /** Returns why an unchanged bill is not approved with others; null if it can be. */
  private refusalOf(
    bill: PushBill,
    actor: Actor,
    policy: ReviewPolicy,
    facts: ActionFacts,
    warnings: ReadonlyMap<string, readonly Warning[]>,
  ): Why | null {
    const refusal = whyNot('approve', bill, actor, facts, policy);
    if (refusal)
      return { code: refusal.code, reason: refusedActionWords(refusal, { action: 'approve', bill, actor, policy }) };
    const first = warnings.get(bill.id)?.[0];
    if (first === undefined) return null;
    return { code: noteNeeded(first.code), reason: `有提醒，要打开单据写明理由再通过：${first.words}` };
  }

  private async approveChunk(
    tx: EntityManager,
    chunk: readonly SeenBill[],
    actor: Actor,
  ): Promise<{ done: PushBill[]; skipped: LeftAlone[] }> {
    const { chosen, skipped, remapping } = await this.judge(tx, chunk, actor);
    await noteDueToMap(tx, remapping);
    if (remapping.length > 0) afterCommit(() => this.wakes.wakeHere('map'));
    const moved = await this.ledger.moveAll(
      tx,
      chosen.map((bill) => this.approval(bill, actor, '')),
      actor,
    );
    const late = chosen.filter((bill) => !moved.has(bill.id));
    skipped.push(...late.map((bill) => leftAlone(bill.id, bill, CHANGED, true)));
    return { done: chosen.filter((bill) => moved.has(bill.id)), skipped };
  }

  private approval(bill: PushBill, actor: Actor, note: string): Move {
    const own = bill.originatorUserId === actor.userId;
    const { hands } = bill.payees;
    const stamp = {
      ...(note === '' ? {} : { note }),
      ...(hands.length > 0 ? { payeeHands: hands } : {}),
      ...(this.policy.singlePerson ? { singlePerson: true, own, ownHand: isHandOf(bill, actor) } : {}),
    };
    return {
      bill,
      to: 'approved',
      data: { ...saidPaid(bill.state), ...stamp },
      patch: {
        approved_by: actor.userId,
        approved_at: Date.now(),
        approved_hash: bill.contentHash,
        approval_voided: null,
        action: 'push',
      },
      action: 'approve',
      detail: { ...stamp, hash: bill.contentHash },
      ...(this.policy.singlePerson ? { alone: note === '' ? {} : { note } } : {}),
    };
  }

  /** Returns the warnings by bill: amber issues, and what a person said about its payment; a bill without any is absent. */
  private async warnings(tx: EntityManager, bills: readonly PushBill[]): Promise<Map<string, Warning[]>> {
    if (bills.length === 0) return new Map();
    const ids = bills.map(({ id }) => id);
    // Most bills have "[]": these rows are not read.
    const rows: { bill_id: string; issues: string }[] = await tx.query(
      `SELECT bill_id, issues FROM bill_content WHERE bill_id IN (${placeholders(ids)}) AND issues <> '[]'`,
      [...ids],
    );
    const issues = new Map(rows.map((row) => [row.bill_id, readIssues(row.issues)]));
    const told = new Map<string, Warning[]>();
    for (const { id, payees, state } of bills) {
      const found = warningsOf(payees.hands, issues.get(id) ?? []).map(inWords);
      const said = state.paidBy ? [{ code: 'said-paid', words: saidPaidWords(state.paidBy) }] : [];
      const cleared = state.cleared ? [{ code: 'doubt-cleared', words: clearedWords(state.cleared) }] : [];
      const all = [...said, ...cleared, ...found];
      if (all.length > 0) told.set(id, all);
    }
    return told;
  }
}

const inWords = (one: ReturnType<typeof warningsOf<PayeeHand, BillIssue>>[number]): Warning => ({
  code: one.code,
  words: maskText('hand' in one ? handWords(one.hand, PAYMENT_FORM) : one.issue.message),
});

interface Warning {
  code: string;
  words: string;
}
/** Reason why a bill was skipped: the code is the cause, the sentence may name details of this bill. */
type Why = Pick<Skipped, 'code' | 'reason'>;
const CHANGED: Why = { code: 'bill/stale', reason: '刚被别人更新过，你看到的不是最新内容' };
const UPGRADING = '程序升级后还在重新核对这一笔';
const OUTDATED: Why = { code: 'bill/stale', reason: `${UPGRADING}，稍等再通过` };
const OTHER_DAY: Why = { code: 'bill/stale', reason: `${DAY_PASSED}，正在按今天重新映射，稍等再通过` };
const REMAPPING = '这一笔用到的映射或方案刚改过，还在重新映射';
const CHANGED_MAPPING: Why = { code: 'bill/stale', reason: `${REMAPPING}，稍等再通过` };
const GONE: Why = { code: 'bill/not-found', reason: '没有找到这张单据' };

const leftAlone = (id: string, bill: PushBill | undefined, why: Why, stale: boolean): LeftAlone => ({
  id,
  payee: bill?.payee ?? '',
  amount: bill?.baseFen == null ? null : fromFen(bill.baseFen),
  ...why,
  stale,
});
