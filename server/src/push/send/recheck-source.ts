import { Inject, Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PushBill } from '../../bill/ledger/bill-claims.js';
import { BillLedger, type Move } from '../../bill/ledger/bill-ledger.js';
import { renewLease } from '../../bill/ledger/held-lease.js';
import { movedBy } from '../../bill/ledger/moved-bill.js';
import { NOT_APPROVED } from '../../bill/ledger/not-approved.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { callLeaseMs, sendUntil } from '../../connectors/call-times.js';
import { DingTalkClient } from '../../connectors/source.js';
import { KingdeeUnavailableError } from '../../connectors/target.js';
import { clock } from '../../database/clock.js';
import { Database } from '../../database/database.js';
import { SYSTEM } from '../../domain/actor.js';
import { controlKind } from '../../domain/approval/control-kinds.js';
import { ReplacedBills } from '../../intake/amend/replaced-bills.js';
import { EditedApprovals } from '../../intake/approval/edited-approvals.js';
import { Wakes } from '../../queue/wakes.js';
import { FREE } from '../call/bill-patches.js';
import { PushCalls } from '../call/push-calls.js';
import { PushOrders } from '../order/push-orders.js';
import { unheardWords } from '../order/unheard-words.js';
import { ChangedParts } from './changed-parts.js';
import type { ClaimedCall } from './claimed-call.js';
import { MustBeAsked } from './must-be-asked.js';
import { onlyPhotos, type ReadAgain, ReadAgainBeforeSend } from './read-again.js';
import { ReadAmending } from './read-amending.js';
import { RelatedAgain } from './related-again.js';
import { type CheckOutcome, NAMED, SourceChecks } from './source-checks.js';
import { unsent } from './unsent.js';

/** The present content of the approvals of a call, by bill id. */
export type Recheck = ReadonlyMap<string, ReadAgain>;

/** Time in ms for which a check is valid; an older check is repeated. */
const CHECK_HOLDS_MS = 600_000;
const EDITED = '审批内容在通过后被改过';
const RELATED = controlKind('RelateField');
const RELATED_EDITED = '单据取值的关联审批后来变了';
const AMENDED = '审批已被修改或撤销，没有发送';
const GONE = '推送前再看时，钉钉里已经没有这条审批';
const UNSENT = { ...FREE, next_attempt_at: null, action: 'push' } as const;

/**
 * Reads the approvals of a call once more, between the committed intent and the save, before anything is asked or sent in Kingdee. A
 * bill whose approval differs from what was approved is not sent; the present content is mapped and reviewed again.
 */
@Injectable()
export class RecheckSource {
  private readonly log = new Logger('push');

  constructor(
    private readonly db: Database,
    private readonly reading: ReadAgainBeforeSend,
    private readonly needed: MustBeAsked,
    private readonly amending: ReadAmending,
    private readonly related: RelatedAgain,
    private readonly replaced: ReplacedBills,
    private readonly checks: SourceChecks,
    private readonly edited: EditedApprovals,
    private readonly changed: ChangedParts,
    private readonly dingtalk: DingTalkClient,
    private readonly ledger: BillLedger,
    private readonly calls: PushCalls,
    private readonly orders: PushOrders,
    private readonly wakes: Wakes,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** @returns the present content of the approvals of a save; empty if no approval has to be read, so that nothing is to be settled. */
  async look(call: ClaimedCall): Promise<Recheck> {
    if (call.step !== 'save') return new Map();
    const needed = await this.needed.among(call.bills);
    if (this.settings.SOURCE_RECHECK === 'off' && needed.size === 0) return new Map();
    const known = await this.checks.of(call.bills);
    const now = clock.now();
    const due = call.bills.filter((bill) => {
      if (needed.has(bill.id)) return true;
      if (this.settings.SOURCE_RECHECK === 'off') return false;
      const check = known.get(bill.id);
      if (check === undefined || check.orderId !== bill.state.orderId || !isOver(check.outcome)) return true;
      // A lost save gets looks for a while before it is repeated, and an order may be stopped for a day.
      return call.sentBefore.has(bill.id) || Math.abs(now - check.checkedAt) > CHECK_HOLDS_MS;
    });
    if (due.length === 0) return new Map();
    // A change in an approval concerns all of its bills in this call, so they are read together.
    const again = new Set(due.filter(({ part }) => part !== '').map(({ processInstanceId }) => processInstanceId));
    const read = call.bills.filter((bill) => due.includes(bill) || again.has(bill.processInstanceId));
    const said = await this.reading.run(read, needed);
    // A person has seen just this difference before and pushed the bill all the same. The approvals that it names are read
    // nevertheless.
    const found = new Map([...askedFor(said, needed)].map(([id, each]) => [id, seenBefore(known.get(id), each)]));
    return this.related.run(read, call.drafts, await this.amending.run(read, found));
  }

  /**
   * Sets aside bills whose approval has changed, and bills that must wait until it can be read. Renews the intent of the rest.
   * @returns the call to be sent; null if no bill is left. A bill whose lease was lost meanwhile is not in it.
   */
  async settle(call: ClaimedCall, found: Recheck): Promise<ClaimedCall | null> {
    const until = sendUntil(this.settings.LEASE_MARGIN_MS);
    const { going, back, replaced } = await this.db.inTransaction((tx) => this.write(tx, call, found));
    if (back > 0) this.wakes.wake('map');
    if (replaced > 0) this.wakes.wake('amend');
    if (going.length === 0) return null;
    return { ...call, bills: going, way: { ...call.way, until: this.calls.leaving(until, { ...call, bills: going }) } };
  }

  private async write(tx: EntityManager, call: ClaimedCall, found: Recheck) {
    const now = clock.now();
    const ids = call.bills.map(({ id }) => id);
    const ours = await renewLease(tx, call.leaseToken, ids, now + callLeaseMs(this.settings));
    const replacedIds = await this.replaced.among(
      tx,
      call.bills.filter(({ id }) => ours.has(id)),
    );
    const replaced = call.bills.filter(({ id }) => replacedIds.has(id));
    const held = call.bills.flatMap((bill) => {
      const read = ours.has(bill.id) && !replacedIds.has(bill.id) ? found.get(bill.id) : undefined;
      return read ? [{ bill, read }] : [];
    });
    const edited = held.flatMap(({ bill, read }) => (read.kind === 'differs' ? [{ bill, read }] : []));
    const related = held.flatMap(({ bill, read }) => (read.kind === 'related' ? [{ bill, title: read.title }] : []));
    const gone = held.flatMap(({ bill, read }) => (read.kind === 'gone' ? [bill] : []));
    const waits = held.flatMap(({ bill, read }) =>
      read.kind === 'unread' && read.why !== 'seen' && (read.needed || this.settings.SOURCE_RECHECK === 'always')
        ? [{ bill, read }]
        : [],
    );
    const parts = edited.filter(({ bill, read }) => bill.part !== '' && !onlyPhotos(read));
    for (const each of edited) if (!parts.includes(each)) await this.sendBack(tx, call, each.bill, each.read);
    await this.sendBackParts(tx, call, parts);
    for (const { bill, title } of related) await this.sendBackRelated(tx, call, bill, title);
    for (const bill of gone) await this.hold(tx, call, bill);
    for (const bill of replaced) await this.takeBack(tx, call, bill, 'push-amended', {});
    await this.ledger.moveAll(
      tx,
      waits.map(({ bill, read }) => this.wait(call, bill, read, now)),
      SYSTEM,
    );
    const aside = [
      ...edited.map(({ bill }) => ({ bill, why: `${EDITED}，没有发送` })),
      ...related.map(({ bill }) => ({ bill, why: `${RELATED_EDITED}，没有发送` })),
      ...gone.map((bill) => ({ bill, why: `${GONE}，没有发送` })),
      ...replaced.map((bill) => ({ bill, why: AMENDED })),
      ...waits.map(({ bill, read }) => ({ bill, why: read.sentence })),
    ];
    await this.orders.notSent(tx, aside.slice(0, edited.length + related.length + gone.length + replaced.length));
    await this.checks.note(
      tx,
      held.filter(({ bill, read }) => isNamed(read) || !waits.some((each) => each.bill === bill)).map(checkOf),
      now,
    );
    await this.calls.removeFromUnsent(tx, call, aside, now);
    await this.orders.tell(
      tx,
      aside.map(({ bill }) => bill),
    );
    const going = call.bills.filter(({ id }) => ours.has(id) && !aside.some(({ bill }) => bill.id === id));
    await this.calls.restart(tx, call, going, now);
    return { going, back: edited.length + related.length, replaced: replaced.length };
  }

  /** Sends a bill back to be mapped and approved again, from the present content of the approval. */
  private async sendBack(
    tx: EntityManager,
    call: ClaimedCall,
    bill: PushBill,
    { raw, instance, differences }: Extract<ReadAgain, { kind: 'differs' }>,
  ): Promise<void> {
    const changed = differences.map(({ label, what }) => label || what).slice(0, 20);
    const taken = await this.takeBack(tx, call, bill, 'push-source-edited', { changed });
    if (taken === null) return;
    const { approvalId } = await this.edited.keep(tx, this.dingtalk.corpId, raw, instance);
    await this.discard(tx, taken, EDITED);
    await this.ledger.readAnew(tx, bill.id, approvalId);
    this.log.warn(
      `bill ${bill.billNo}: its approval was changed after it had passed (${changed.length} places), not sent`,
    );
  }

  /** Sends back a bill whose related approval has changed; what that one says now is stored already. */
  private async sendBackRelated(tx: EntityManager, call: ClaimedCall, bill: PushBill, title: string): Promise<void> {
    const taken = await this.takeBack(tx, call, bill, 'push-source-edited', {
      changed: [RELATED, title].filter(Boolean),
    });
    if (taken === null) return;
    await this.discard(tx, taken, RELATED_EDITED);
    this.log.warn(`bill ${bill.billNo}: an approval that it takes values from was changed, not sent`);
  }

  private async discard(tx: EntityManager, bill: Move['bill'], why: string): Promise<void> {
    await this.ledger.discardContent(
      tx,
      [
        {
          bill,
          to: 'needs-mapping',
          data: {},
          patch: {
            ...NOT_APPROVED,
            approval_voided: `${why}，原审核不再有效`,
            action: 'none',
            reason: `${why}，正在按现在的内容重新映射`,
            reason_key: 'source-edited',
            reason_rank: 0,
          },
          action: 'returned',
          detail: { why, voided: true },
        },
      ],
      SYSTEM,
    );
  }

  /** Sends back bills of approvals that were split. The present content concerns all bills of an approval, in this call or not. */
  private async sendBackParts(tx: EntityManager, call: ClaimedCall, edited: readonly Edited[]): Promise<void> {
    const approvals = new Map<string, { met: PushBill; read: Edited['read'] }>();
    // All bills of the call are taken out first: a bill that was taken out was not sent.
    for (const { bill, read } of edited) {
      const changed = read.differences.map(({ label, what }) => label || what).slice(0, 20);
      const met = await this.takeBack(tx, call, bill, 'push-source-edited', { changed });
      if (met !== null) approvals.set(bill.processInstanceId, { met, read });
    }
    for (const { met, read } of approvals.values()) {
      await this.changed.settle(tx, met, read.raw, read.instance);
      this.log.warn(`bill ${met.billNo}: its approval of several bills was changed after it had passed, not sent`);
    }
  }

  private async hold(tx: EntityManager, call: ClaimedCall, bill: PushBill): Promise<void> {
    const taken = await this.takeBack(tx, call, bill, 'push-source-gone', {});
    if (taken === null) return;
    const reason = `${GONE}。问清楚为什么：不该付的排除；要付的取消挂起，再审核、推送。`;
    const move: Move<'held'> = {
      bill: taken,
      to: 'held',
      data: { reason, by: SYSTEM.userId },
      patch: {
        ...NOT_APPROVED,
        approval_voided: `${GONE}，原审核不再有效`,
        action: 'none',
        reason,
        reason_key: 'source-gone',
        reason_rank: 1,
      },
      action: 'hold',
      detail: { reason },
    };
    await this.ledger.moveAll(tx, [move], SYSTEM);
  }

  /**
   * Returns the move of a bill that waits until its approval can be read. If waiting cannot help, the bill goes back to the person who
   * repairs the cause.
   */
  private wait(call: ClaimedCall, bill: PushBill, { why, sentence, needed }: Unread, now: number): Move {
    const told = needed ? unheardWords(why, sentence) : `推送前要再读一遍审批，没有读到：${sentence}`;
    const cause = new KingdeeUnavailableError(told, !LASTING.has(why), { errorClass: 'transport' });
    const move = unsent(call, bill, cause, now, this.settings.RETRY_WAIT_MS);
    const key = needed ? 'source-unheard' : 'source-unread';
    const reason = { reason: told.slice(0, 500), reason_key: key, reason_rank: 2 };
    return { ...move, patch: { ...move.patch, ...reason } };
  }

  /** Takes a bill out of the push; nothing of it was sent. @returns null if the lease was lost meanwhile. */
  private async takeBack(tx: EntityManager, call: ClaimedCall, bill: PushBill, action: string, detail: object) {
    const move: Move<'approved'> = {
      bill,
      to: 'approved',
      lease: call.leaseToken,
      data: {},
      patch: UNSENT,
      action,
      detail,
    };
    const moved = await this.ledger.moveAll(tx, [move], SYSTEM);
    return moved.has(bill.id) ? movedBy(bill, move) : null;
  }
}

interface Edited {
  bill: PushBill;
  read: Extract<ReadAgain, { kind: 'differs' }>;
}
type Unread = Extract<ReadAgain, { kind: 'unread' }>;
/** A bill that waits for an approval that its own names keeps that as its check: it is asked about until that one is read. */
const isNamed = (read: ReadAgain): boolean => read.kind === 'unread' && read.named === true;
/** Error classes for which a repetition does not help. */
const LASTING: ReadonlySet<string> = new Set(['permission', 'parameter', 'configuration', 'unreadable', 'attached']);

/** Tells whether this outcome needs no further reading for this push, as long as the check is valid. */
const isOver = (outcome: CheckOutcome): boolean => outcome === 'same' || outcome === 'unread';

/** Marks unread approvals of bills that had to be asked about: such a bill is not sent before its approval is read. */
const askedFor = (said: ReadonlyMap<string, ReadAgain>, needed: ReadonlySet<string>): ReadonlyMap<string, ReadAgain> =>
  new Map(
    [...said].map(([id, read]) => [id, read.kind === 'unread' && needed.has(id) ? { ...read, needed: true } : read]),
  );

/** Returns the result without a cause that has stopped the bill before: the same cause does not stop a bill twice, or it would never be paid. */
function seenBefore(before: { outcome: CheckOutcome; cause: string } | undefined, read: ReadAgain): ReadAgain {
  const told = (what: CheckOutcome) => before?.outcome === what || before?.cause === what;
  if (read.kind === 'gone' && told('gone')) return { kind: 'unread', why: 'seen', sentence: GONE };
  if (read.kind === 'differs' && onlyPhotos(read) && told('photos'))
    return { kind: 'same', but: 'photos', attached: read.attached ?? [] };
  return read;
}

function checkOf({ bill, read }: { bill: PushBill; read: ReadAgain }) {
  const own = { billId: bill.id, orderId: bill.state.orderId ?? '' };
  switch (read.kind) {
    case 'differs':
      return { ...own, outcome: onlyPhotos(read) ? ('photos' as const) : ('edited' as const), cause: '' };
    case 'unread':
      return {
        ...own,
        outcome: 'unread' as const,
        cause: read.named ? NAMED : read.why === 'seen' ? 'gone' : read.why,
      };
    case 'same':
      return { ...own, outcome: 'same' as const, cause: read.but ?? '' };
    case 'related':
      return { ...own, outcome: 'edited' as const, cause: '' };
    case 'gone':
      return { ...own, outcome: 'gone' as const, cause: '' };
  }
}
