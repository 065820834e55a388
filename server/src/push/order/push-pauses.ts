import type { Reached } from '@dingdee/shared/bill-state';
import { fromFen } from '@dingdee/shared/money';
import type { PausedBy, PushPause } from '@dingdee/shared/push-pause';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditLog } from '../../audit/audit-log.js';
import { BaseDataCatalog } from '../../base-data/base-data-catalog.js';
import type { Hold, PushBill } from '../../bill/ledger/bill-claims.js';
import { UNKNOWN, unknownIn } from '../../bill/ledger/unknown-amounts.js';
import { clock } from '../../database/clock.js';
import { readFen, readInt, sumOfFen } from '../../database/columns.js';
import { changedBy, Database } from '../../database/database.js';
import { insertRows } from '../../database/rows.js';
import type { Actor } from '../../domain/actor.js';
import { maskText } from '../../domain/bill/account-mask.js';
import { LiveEvents } from '../../event-log/live-events.js';
import { asClause } from '../../problem/clause.js';
import { Wakes } from '../../queue/wakes.js';
import { SchemeStore } from '../../scheme/version/scheme-store.js';
import { NotPausedError, PausedByProgramError, UnknownOrganisationError } from './push.errors.js';
import { OWN } from './push-orders.js';
import { PushPause as PushPauseRow } from './push-pause.entity.js';
import { UnheardForms } from './unheard-forms.js';

type Pause = Omit<PushPause, 'waiting'>;
export type PauseTarget = Pick<Pause, 'kind' | 'id'>;
type Paid = Pick<PushBill, 'schemeId' | 'orgNumber' | 'reached'>;

/** Largest number of bills of stopped orders that one claim sets aside while they are paused. */
const STOPPED_AT_ONCE = 200;

/**
 * Pauses of pushing, by scheme and by paying organisation. A person and the program itself may pause independently. Confirmed bills
 * keep their place, the running call is finished, and no other is started. Looks go on, because they send nothing.
 */
@Injectable()
export class PushPauses {
  constructor(
    private readonly db: Database,
    private readonly schemes: SchemeStore,
    private readonly catalog: BaseDataCatalog,
    private readonly audit: AuditLog,
    private readonly live: LiveEvents,
    private readonly wakes: Wakes,
    private readonly unheard: UnheardForms,
  ) {}

  /** Returns the pauses as the transaction sees them; without a transaction, as they were committed last. */
  async now(tx: EntityManager = this.db.read): Promise<readonly Pause[]> {
    const schemes = await this.schemes.pausedNow(tx);
    const orgs: { org_number: string; reason: string; paused_by: string; paused_at: unknown }[] = await tx.query(
      'SELECT org_number, reason, paused_by, paused_at FROM push_pause ORDER BY org_number',
    );
    return [
      ...schemes.map(({ id, name, reason, by, at }): Pause => ({ kind: 'scheme', id, name, reason, by, since: at })),
      ...orgs.map(
        (row): Pause => ({
          kind: 'organisation',
          id: row.org_number,
          name: this.catalog.nameOf('organisation', row.org_number, ''),
          reason: row.reason,
          by: row.paused_by,
          since: readInt(row.paused_at),
        }),
      ),
    ];
  }

  /**
   * Returns which due bills a claim must leave in their place: paused bills, and bills of forms for which DingTalk must be asked about
   * cancellations and cannot be asked now. Bills of an order that a person stopped are set aside all the same.
   */
  async hold(tx?: EntityManager): Promise<Hold> {
    const reads = tx ?? this.db.read;
    const pauses = await this.now(reads);
    const { schemeIds: unheard, unaskable } = tx === undefined ? await this.unheard.look() : this.unheard.last;
    const ids = (fits: (pause: Pause) => boolean) => pauses.filter(fits).map(({ id }) => id);
    return {
      schemeIds: ids(({ kind, by }) => kind === 'scheme' && by !== null),
      // After a pause by the program, bills that Kingdee already holds are finished (product.md §2).
      unsavedOf: ids(({ kind, by }) => kind === 'scheme' && by === null),
      unheard,
      unaskable,
      orgNumbers: ids(({ kind }) => kind === 'organisation'),
      but: pauses.length + unheard.length === 0 ? [] : await this.stopped(reads),
    };
  }

  /** Returns the pauses, each with the number and sum of the bills that wait for it. */
  async show(): Promise<PushPause[]> {
    const pauses = await this.now();
    if (pauses.length === 0) return [];
    const groups = await this.db.query<{
      scheme_id: string;
      org_number: string;
      reached: Reached;
      n: unknown;
      fen: unknown;
      unknown_amounts: unknown;
    }>(
      `SELECT scheme_id, org_number, reached, COUNT(*) AS n, ${sumOfFen('base_fen')} AS fen, ${UNKNOWN} AS unknown_amounts FROM bill
        WHERE state_kind = 'pushing' AND withdrawing = 0 AND lease_until IS NULL GROUP BY scheme_id, org_number, reached`,
    );
    return pauses.map((pause) => {
      const own = groups.filter(({ scheme_id, org_number, reached }) =>
        pausing(pause, { schemeId: scheme_id, orgNumber: org_number, reached }),
      );
      const fen = own.reduce((sum, group) => sum + readFen(group.fen), 0n);
      const add = (of: (group: (typeof own)[number]) => unknown) => own.reduce((n, group) => n + readInt(of(group)), 0);
      const waiting = {
        count: add(({ n }) => n),
        amount: fromFen(fen),
        ...unknownIn(add((each) => each.unknown_amounts)),
      };
      return { ...pause, waiting };
    });
  }

  /**
   * Pauses a scheme or an organisation. If a person has paused it already, the new reason replaces the old one.
   * @throws SchemeNotFoundError, UnknownOrganisationError
   */
  async pause({ kind, id }: PauseTarget, why: string, actor: Actor): Promise<void> {
    const reason = maskText(why);
    await this.db.inTransaction(async (tx) => {
      if (kind === 'scheme') {
        await this.schemes.pause(tx, id, reason, actor);
      } else {
        if (this.catalog.lookup('organisation', id, '') === null) throw new UnknownOrganisationError(id);
        await tx.query('DELETE FROM push_pause WHERE org_number = ?', [id]);
        await insertRows(tx, PushPauseRow, [{ org_number: id, reason, paused_by: actor.name, paused_at: clock.now() }]);
      }
      await this.record(tx, 'push-pause', { kind, id }, actor, { reason });
    });
  }

  /**
   * Ends a pause. The waiting bills go on in their order, unless another pause stops them. `ended.whose` says which of two pauses
   * ends; without it the person's pause ends, or the program's if there is no other.
   * @throws PausedByProgramError, NotPausedError
   */
  async resume(ended: PauseTarget & { whose?: PausedBy | undefined }, actor: Actor): Promise<void> {
    const { kind, id } = ended;
    await this.db.inTransaction(async (tx) => {
      const whose = ended.whose ?? (await this.whose(tx, { kind, id }));
      // A pause by the program waits for a decision that only an administrator may take.
      if (whose === 'program' && !actor.roles.includes('admin')) throw new PausedByProgramError();
      const met =
        kind === 'scheme'
          ? await this.schemes.resume(tx, id, whose)
          : whose === 'person' && (await changedBy(tx, 'DELETE FROM push_pause WHERE org_number = ?', [id])) > 0;
      if (!met) throw new NotPausedError();
      await this.record(tx, 'push-resume', { kind, id }, actor, { whose });
    });
    this.wakes.wake('push');
  }

  private async whose(tx: EntityManager, { kind, id }: PauseTarget): Promise<PausedBy> {
    const own = (await this.now(tx)).filter((pause) => pause.kind === kind && pause.id === id);
    return own.length > 0 && own.every(({ by }) => by === null) ? 'program' : 'person';
  }

  /**
   * Returns waiting bills of orders that a person stopped. A bill that a later order has now, or that a person continues, waits like
   * any other.
   */
  private async stopped(tx: EntityManager): Promise<string[]> {
    const rows: { id: string }[] = await tx.query(
      `SELECT b.id FROM bill b JOIN push_item i ON i.bill_id = b.id JOIN push_order o ON o.id = i.order_id
        WHERE b.state_kind = 'pushing' AND b.withdrawing = 0 AND b.lease_until IS NULL AND o.stopped_by IS NOT NULL
        AND i.goes_on = 0 AND ${OWN} LIMIT ${STOPPED_AT_ONCE}`,
    );
    return rows.map(({ id }) => id);
  }

  private async record(
    tx: EntityManager,
    action: string,
    { kind, id }: PauseTarget,
    actor: Actor,
    detail: { reason?: string; whose?: PausedBy },
  ): Promise<void> {
    const subjectKind = kind === 'scheme' ? 'scheme' : 'organisation';
    await this.audit.append(tx, actor, [{ action, subjectKind, subjectId: id, detail }]);
    await this.live.emit(tx, 'status', [id]);
  }
}

/** Tells whether the pause stops the bill. A pause by the program does not stop bills that Kingdee already holds. */
const pausing = ({ kind, id, by }: Pick<Pause, 'kind' | 'id' | 'by'>, bill: Paid): boolean =>
  kind === 'scheme' ? id === bill.schemeId && (by !== null || bill.reached === 'none') : id === bill.orgNumber;

/** Returns all pauses for which a bill waits or may not be pushed now, as one clause; null if nothing of it is paused. */
export function pausedBecause(pauses: readonly Pause[], bill: Paid): string | null {
  const own = pauses.filter((each) => pausing(each, bill));
  if (own.length === 0) return null;
  return own
    .map(({ kind, id, reason }) =>
      kind === 'scheme' ? `方案已暂停：${reason}` : `付款组织 ${id} 已暂停推送：${reason}`,
    )
    .map((clause) => asClause(clause))
    .join('；');
}
