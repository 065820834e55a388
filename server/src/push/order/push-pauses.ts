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

/** The most bills of stopped orders that one claim sets aside while they are paused. */
const STOPPED_AT_ONCE = 200;

/**
 * Pushing that waits, per scheme and per paying organisation, by a person and by the program itself, each for itself: confirmed bills keep their place, the call that is out is
 * finished, no other is started. Questions to Kingdee go on: asking sends nothing.
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

  /** What is paused, as a transaction sees it; without one, as it was committed last. */
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
   * For claims: which due bills are left in their place, also where DingTalk would have to be asked what it cancelled of a form and
   * cannot be asked now. Those of an order that a person stopped are set aside all the same.
   */
  async hold(tx?: EntityManager): Promise<Hold> {
    const reads = tx ?? this.db.read;
    const pauses = await this.now(reads);
    const { schemeIds: unheard, unaskable } = tx === undefined ? await this.unheard.look() : this.unheard.last;
    const ids = (fits: (pause: Pause) => boolean) => pauses.filter(fits).map(({ id }) => id);
    return {
      schemeIds: ids(({ kind, by }) => kind === 'scheme' && by !== null),
      // What the program met itself and paused for is finished where Kingdee holds it already (product.md §2).
      unsavedOf: ids(({ kind, by }) => kind === 'scheme' && by === null),
      unheard,
      unaskable,
      orgNumbers: ids(({ kind }) => kind === 'organisation'),
      but: pauses.length + unheard.length === 0 ? [] : await this.stopped(reads),
    };
  }

  /** With how many bills wait for each. */
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

  /** Pausing what a person has paused already puts the new reason in the old one's place. @throws SchemeNotFoundError, UnknownOrganisationError */
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
   * The bills that wait go on, in their order, unless another pause holds them. Of two pauses `ended.whose` names the one; without
   * it the person's ends, else the program's. @throws PausedByProgramError, NotPausedError
   */
  async resume(ended: PauseTarget & { whose?: PausedBy | undefined }, actor: Actor): Promise<void> {
    const { kind, id } = ended;
    await this.db.inTransaction(async (tx) => {
      const whose = ended.whose ?? (await this.whose(tx, { kind, id }));
      // What the program paused waits for a decision that is the administrator's.
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

  /** Of orders that a person stopped. One that a later order has now, or that a person lets go on, waits like any other. */
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

/** What the program paused goes on where Kingdee holds it already. */
const pausing = ({ kind, id, by }: Pick<Pause, 'kind' | 'id' | 'by'>, bill: Paid): boolean =>
  kind === 'scheme' ? id === bill.schemeId && (by !== null || bill.reached === 'none') : id === bill.orgNumber;

/** Why a bill waits or may not be pushed now, all of it, as a clause; null where nothing of it is paused. */
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
