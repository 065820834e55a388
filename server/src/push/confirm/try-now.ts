import type { BatchResult, BillRefs } from '@dingdee/shared/bill-batch';
import { fromFen } from '@dingdee/shared/money';
import { LOCKED_GROUP } from '@dingdee/shared/push';
import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../audit/audit-log.js';
import { BillClaims, type PushBill } from '../../bill/ledger/bill-claims.js';
import { BillSelections } from '../../bill/selection/bill-selections.js';
import { clock } from '../../database/clock.js';
import { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { maskText } from '../../domain/bill/account-mask.js';
import { LiveEvents } from '../../event-log/live-events.js';
import { LedgerHolds } from '../../hold/ledger-holds.js';
import { Wakes } from '../../queue/wakes.js';

/**
 * 现在再试: makes bills due at once that wait because of a lock in Kingdee. Kingdee itself has refused each of their calls, so none of
 * them is in doubt. The worker takes the step that it would take later, by the same rules, once.
 */
@Injectable()
export class TryNow {
  constructor(
    private readonly db: Database,
    private readonly claims: BillClaims,
    private readonly selections: BillSelections,
    private readonly holds: LedgerHolds,
    private readonly audit: AuditLog,
    private readonly live: LiveEvents,
    private readonly wakes: Wakes,
  ) {}

  /** @returns the bills that became due, and the skipped bills with their reasons. @throws LedgerHeldError */
  async run(refs: BillRefs, actor: Actor): Promise<BatchResult> {
    const skipped: BatchResult['skipped'] = [];
    const done: PushBill[] = [];
    for await (const chunk of this.selections.chunks(refs, actor)) {
      const part = await this.db.inTransaction((tx) => this.chunk(tx, chunk, actor));
      done.push(...part.due);
      skipped.push(...part.skipped);
    }
    if (done.length > 0) this.wakes.wake('push');
    const fen = done.reduce((sum, { baseFen }) => sum + (baseFen ?? 0n), 0n);
    return { done: { count: done.length, amount: fromFen(fen) }, skipped };
  }

  private async chunk(
    tx: Parameters<LedgerHolds['refuse']>[0],
    seen: readonly { id: string; version: number }[],
    actor: Actor,
  ): Promise<{ due: PushBill[]; skipped: BatchResult['skipped'] }> {
    await this.holds.refuse(tx);
    const ids = seen.map(({ id }) => id);
    await this.claims.lock(tx, ids);
    const skipped: BatchResult['skipped'] = [];
    const leave = (bill: PushBill, code: string, reason: string): void => {
      const amount = bill.baseFen === null ? null : fromFen(bill.baseFen);
      skipped.push({ id: bill.id, payee: maskText(bill.payee), amount, code, reason });
    };
    const versions = new Map(seen.map(({ id, version }) => [id, version]));
    const bills = await this.claims.load(tx, ids, (bill, why) => leave(bill, 'bill/unreadable', why));
    const due = bills.filter((bill) => {
      const waits = bill.kind === 'pushing' && bill.reasonKey === LOCKED_GROUP && bill.leaseUntil === null;
      if (!waits || bill.state.withdrawal) leave(bill, 'bill/not-locked', '已经不在等金蝶解锁，可能刚又发过一次。');
      else if (bill.version !== versions.get(bill.id)) leave(bill, 'bill/stale', '你看过以后又试过一次，刷新再看。');
      else return true;
      return false;
    });
    await this.claims.makeDue(
      tx,
      due.map(({ id }) => id),
      clock.now(),
    );
    await this.audit.append(
      tx,
      actor,
      due.map(({ id }) => ({ action: 'push-tried-now', subjectKind: 'bill', subjectId: id })),
    );
    await this.live.emit(
      tx,
      'bill',
      due.map(({ id }) => id),
    );
    return { due, skipped };
  }
}
