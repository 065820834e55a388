import { BILL_ACTIONS } from '@dingdee/shared/bill-action';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { BillStateKind } from '@dingdee/shared/bill-state';
import { type SchemeContent, schemeContent, targetNamed } from '@dingdee/shared/scheme';
import { Inject, Injectable } from '@nestjs/common';
import { whoElse } from '../../access/member/who-else.js';
import { BaseDataCatalog } from '../../base-data/base-data-catalog.js';
import { actionFacts } from '../../bill/action/action-facts.js';
import type { ActionFacts } from '../../bill/action/offered-actions.js';

import { reviewPolicy } from '../../bill/action/review-policy.js';
import type { ReviewPolicy, ReviewSubject } from '../../bill/action/review-rules.js';
import { toOffer, whyNotYou } from '../../bill/action/told-offers.js';
import { BillHistory } from '../../bill/history/bill-history.js';
import { assignedOf } from '../../bill/ledger/assignment-rows.js';
import { type ContentRow, readContent, type StoredContent } from '../../bill/ledger/bill-content.js';
import { closedAtOf } from '../../bill/ledger/closed-by-person.js';
import { isOtherPayment, reversalOf } from '../../bill/ledger/reversal.js';
import { requestedWords, turnOf } from '../../bill/ledger/second-person.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { formNamed, PAYMENT_FORM } from '../../connectors/forms/payment-form.js';
import { readFen } from '../../database/columns.js';
import { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { maskAccount, maskText } from '../../domain/bill/account-mask.js';
import { BillNotFoundError } from '../../domain/bill/bill.errors.js';
import { type BillNotes, caseOf, clearedWords, saidPaidWords } from '../../domain/bill/bill-notes.js';
import { isOpen } from '../../domain/bill/bill-state.js';
import { shownNotes } from '../../domain/bill/stored-state.js';
import type { Payees } from '../../domain/draft/mapping-result.js';
import { withOwnFields } from '../../domain/draft/own-fields.js';
import { handWords, shownPayees } from '../../domain/draft/payee-hands.js';
import { versionLabel } from '../../scheme/version/scheme-store.js';
import { SUMMARY_COLUMNS, toSummary } from '../list/bill-summary.js';
import { baseNames } from './base-names.js';
import { checksOf, totalsOf } from './bill-checks.js';
import { BillOrigins } from './bill-origins.js';
import { headerPairs, maskedIssue, namedNumbers, type PairContext, rowPairs } from './bill-pairs.js';
import { currencyOf, handedOverOf, parkedByOf, troubleOf } from './bill-trouble.js';
import { withChanges } from './change-words.js';
import { filesCheck } from './files-check.js';
import { siblingsOf } from './siblings.js';
import { SourceEdits } from './source-edits.js';

type Row = Record<string, unknown>;
const text = (value: unknown): string => String(value ?? '');
const orNull = (value: unknown): string | null => (value == null ? null : String(value));

/** Shows one bill with everything that a reviewer looks at. Nothing here acts on what it reads, so committed rows are enough. */
@Injectable()
export class ShowBill {
  private readonly policy: ReviewPolicy;

  constructor(
    private readonly db: Database,
    private readonly history: BillHistory,
    private readonly origins: BillOrigins,
    private readonly sources: SourceEdits,
    private readonly catalog: BaseDataCatalog,
    @Inject(SETTINGS) settings: Settings,
  ) {
    this.policy = reviewPolicy(settings);
  }

  /** Returns the bill as this person sees it. @throws BillNotFoundError */
  async show(id: string, actor: Actor): Promise<BillDetail> {
    const [row] = await this.db.query<Row>(`SELECT ${COLUMNS} FROM bill WHERE id = ?`, [id]);
    if (!row) throw new BillNotFoundError(id);
    const summary = toSummary(row);
    const [stored] = await this.db.query<Row & ContentRow>(
      'SELECT draft, provenance, issues, citations, notes FROM bill_content WHERE bill_id = ?',
      [id],
    );
    const content = stored ? readContent(stored) : null;
    const originator = { userId: text(row.originator_userid), name: text(row.originator_name) };
    const keep = [summary.businessId, text(row.process_instance_id), originator.userId];
    const scheme = await this.scheme(text(row.scheme_id), Number(row.scheme_version));
    const open = isOpen({ kind: summary.state, reached: summary.reached });
    const usual = formNamed(targetNamed(text(row.target_form)));
    const form = scheme.content ? withOwnFields(usual, scheme.content, await this.catalog.current()) : usual;
    const pairs = content && (await this.pairs(id, content, scheme, { form, open, originator, keep }));
    const [timeline, receipts, writebacks] = await Promise.all([
      this.history.timeline(id, summary.outcome),
      this.history.receipts(id),
      this.history.writebacks(id),
    ]);
    const who = await whoElse(this.db.read);
    const notes = shownNotes(summary.state, text(row.state));
    const parkedBy = parkedByOf(summary.state, notes);
    const names = await this.history.names([text(row.approved_by), parkedBy ?? '']);
    const trouble = troubleOf({
      kind: summary.state,
      notes,
      reason: summary.reason,
      since: summary.stateSince,
      pairs: pairs ? [...pairs.header, ...pairs.rows.flatMap(({ fields }) => fields)] : [],
      nextProbeAt: row.next_attempt_at == null ? null : Number(row.next_attempt_at),
      ours: {
        billNo: summary.kingdeeNo ?? summary.billNo,
        thirdBillNo: text(row.third_bill_no),
        orgNumber: summary.orgNumber,
        currency: currencyOf(stored?.draft ?? null) ?? summary.currency,
        amount: summary.amount,
      },
    });
    const subject: ReviewSubject = {
      kind: summary.state,
      reached: summary.reached,
      originatorUserId: originator.userId,
      contentHash: orNull(row.content_hash),
      approvedHash: orNull(row.approved_hash),
      approvedBy: orNull(row.approved_by),
      baseFen: row.base_fen == null ? null : readFen(row.base_fen),
      part: text(row.part),
      payees: shownPayees(row.payees, PAYMENT_FORM),
      closedAt: closedAtOf(summary.state, summary.reasonKey, summary.stateSince),
      state: notes,
    };
    const policy = { ...this.policy, who };
    const known = { ...subject, id, processInstanceId: text(row.process_instance_id) };
    const facts = (await actionFacts(this.db.read, [known], BILL_ACTIONS))(id);
    const checked = await this.sources.check(id);
    const assigned = (await assignedOf(this.db.read, [id])).get(id);
    const siblings = await siblingsOf(this.db.read, row);
    const issues = (content?.issues ?? []).map((issue) => maskedIssue(issue, keep));
    const actions = toOffer(subject, actor, facts, policy);
    const isOwn = actions.some(({ action, whyNot }) => action === 'approve' && whyNot?.code === 'bill/own-bill');
    return {
      ...summary,
      ...(summary.action === 'approve' && isOwn ? { action: 'by-another' as const } : {}),
      ...siblings,
      ...(assigned ? { assigned } : {}),
      title: maskText(text(row.title), keep),
      schemeId: text(row.scheme_id),
      schemeName: scheme.name,
      schemeVersion: Number(row.scheme_version),
      schemeVersionLabel: await versionLabel(this.db, text(row.scheme_id), Number(row.scheme_version)),
      formName: scheme.formName,
      processInstanceId: text(row.process_instance_id),
      originatorUserId: originator.userId,
      originatorName: originator.name || originator.userId,
      businessDate: orNull(row.business_date),
      contentHash: orNull(row.content_hash),
      header: pairs?.header ?? [],
      rows: pairs?.rows ?? [],
      others: (content?.notes.others ?? []).map((other) => ({
        label: other.label,
        text: other.account ? maskAccount(other.text) : maskText(other.text, keep, other.label),
      })),
      totals: totalsOf(content),
      checks: [
        ...checksOf(issues, content !== null, summary.kingdeeNo, form),
        ...(content ? [filesCheck(summary.attachments, content.notes.others)] : []),
        ...(checked ? [checked] : []),
      ],
      issues: [...saidPaidIssues(notes, summary.state), ...issues],
      ownChanges: open ? await this.ownChanges(id, shownPayees(row.payees, PAYMENT_FORM), actor) : [],
      attachmentList: content?.notes.attachments ?? [],
      approvedBy: row.approved_by == null ? null : names(text(row.approved_by)),
      approvedAt: row.approved_at == null ? null : Number(row.approved_at),
      approvalVoided: orNull(row.approval_voided),
      sourceEdit: await this.sources.of(text(row.approval_id), keep),
      kingdeeId: orNull(row.kingdee_id),
      // Kingdee has the form that was sent, even if the content is now made for another form.
      called: summary.reached === 'none' ? form.label : formNamed(targetNamed(orNull(row.sent_form))).label,
      trouble,
      handedOver: handedOverOf(summary.state, notes),
      parked: parkedBy === null ? null : { by: names(parkedBy), at: summary.stateSince },
      reversal: reversalOf(summary.state, text(row.state), keep),
      timeline: await withChanges(this.db, timeline, form),
      receipts,
      writebacks,
      actions,
      why: whyNotYou(subject, actor, facts, policy),
      turns: this.turns(notes, summary.state, actor, facts),
      requested: requestedWords(notes, actor, who),
    };
  }

  /** Returns, for each action that may need two people, whether this person would decide alone, as the first, or as the second. */
  private turns(
    state: Readonly<BillNotes>,
    kind: BillStateKind,
    actor: Actor,
    facts: ActionFacts,
  ): BillDetail['turns'] {
    const found = kind === 'reversal-needed' ? caseOf(state) : null;
    const several = !this.policy.singlePerson;
    const approved = several && facts.approvedOnce;
    return {
      exclude: turnOf(state, 'exclude', actor, approved),
      'handle-outside': turnOf(state, 'handle-outside', actor, approved),
      restore: turnOf(state, 'restore', actor, approved),
      stands: turnOf(state, 'stands', actor, several && found !== null && isOtherPayment(found)),
      reversed: turnOf(state, 'reversed', actor, several),
    };
  }

  /** Returns the changes that this person made by hand in fields that say who is paid. */
  private async ownChanges(id: string, { hands }: Payees, { userId }: Actor): Promise<BillDetail['ownChanges']> {
    const own = hands.filter(({ by, rowId }) => by === userId && rowId === null);
    if (own.length === 0) return [];
    const locks = await this.db.query<{ path: string }>(
      'SELECT path FROM bill_lock WHERE bill_id = ? AND actor = ? ORDER BY path',
      [id, userId],
    );
    return own.flatMap((hand) => {
      const lock = locks.find(({ path }) => path.endsWith(`.${hand.field}`));
      return lock ? [{ path: lock.path, words: maskText(handWords(hand, PAYMENT_FORM)) }] : [];
    });
  }

  private async pairs(
    id: string,
    content: StoredContent,
    scheme: Scheme,
    bill: Pick<PairContext, 'form' | 'open' | 'originator' | 'keep'>,
  ) {
    const [originOf, nameOf] = await Promise.all([
      this.origins.of(id, { actor: scheme.createdBy, at: scheme.createdAt }, content),
      baseNames(this.db, namedNumbers(content, bill.form)),
    ]);
    const names = await this.history.names(
      Object.entries(content.provenance).flatMap(([path, found]) => originOf(path, found).actor ?? []),
    );
    const context: PairContext = {
      headerLabels: scheme.headerLabels,
      rowLabels: scheme.rowLabels,
      nameOf,
      originOf: (path, found) => {
        const { actor, ...origin } = originOf(path, found);
        return { ...origin, actor: actor === null ? null : names(actor) };
      },
      ...bill,
    };
    return { header: headerPairs(content, context), rows: rowPairs(content, context) };
  }

  private async scheme(id: string, number: number): Promise<Scheme> {
    const [row] = await this.db.query<Row>(
      `SELECT s.name, s.form_name, v.content, v.created_by, v.created_at FROM scheme s
       LEFT JOIN scheme_version v ON v.scheme_id = s.id AND v.number = ? WHERE s.id = ?`,
      [number, id],
    );
    const content = row?.content == null ? null : schemeContent.parse(JSON.parse(text(row.content)));
    const labels = (fields: Readonly<Record<string, { label: string }>> | undefined) =>
      Object.fromEntries(Object.entries(fields ?? {}).map(([name, { label }]) => [name, label]));
    return {
      content,
      name: text(row?.name),
      formName: content?.formName ?? text(row?.form_name),
      headerLabels: labels(content?.header),
      rowLabels: labels(content?.rows),
      createdBy: orNull(row?.created_by),
      createdAt: row?.created_at == null ? null : Number(row.created_at),
    };
  }
}

interface Scheme {
  /** Null if the version no longer exists. */
  content: SchemeContent | null;
  name: string;
  formName: string;
  headerLabels: Readonly<Record<string, string>>;
  rowLabels: Readonly<Record<string, string>>;
  createdBy: string | null;
  createdAt: number | null;
}

const COLUMNS = `${SUMMARY_COLUMNS}, state, title, approval_id, scheme_id, scheme_version, corp_id, process_instance_id, third_bill_no,
 originator_userid, originator_name, business_date, content_hash, approved_hash, approved_by, approved_at, approval_voided, kingdee_id, next_attempt_at, payees, target_form, sent_form`;

/** Returns issues for a bill that came back from 线下已处理, or that changes what may have been paid otherwise: the approver reads them first. */
function saidPaidIssues({ paidBy, cleared }: Readonly<BillNotes>, state: BillDetail['state']): BillDetail['issues'] {
  if (state === 'handled-outside' || state === 'excluded') return [];
  const issue = (code: string, words: string): BillDetail['issues'][number] => ({
    code,
    level: 'amber',
    path: '',
    message: `${words}。`,
    table: null,
    key: null,
  });
  return [
    ...(paidBy === undefined ? [] : [issue('said-paid', saidPaidWords(paidBy))]),
    ...(cleared === undefined ? [] : [issue('doubt-cleared', clearedWords(cleared))]),
  ];
}
