import { BILL_STATES } from '@dingdee/shared/bill-state';
import { schemeContent } from '@dingdee/shared/scheme';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { readInt } from '../../database/columns.js';
import { Database, placeholders } from '../../database/database.js';
import { SchemeStore } from '../../scheme/version/scheme-store.js';
import {
  beginHearing,
  endHearing,
  goOnHearing,
  raiseHead,
  raiseProven,
  setCovered,
  setOwed,
  tryHearingAgain,
  tryOwedAgain,
} from '../../scheme/version/sweep-marks.js';
import { hearingWindow } from './hearing.js';
import type { OpenedEarlier, SchemeToPull } from './scheme-to-pull.js';
import { type Coverage, planLookBack, type SweepRules, type SweepWindow } from './sweep-window.js';

/** A mark that is further in the future than this was set by a wrong clock and does not count. */
const HOUR_MS = 3_600_000;
/** Most tries for a piece in which approvals could not be read; after them the next pieces get their turn. */
const MOST_TRIES = 5;
/** States in which a cancellation in DingTalk still changes the payment; booked bills are watched for a while. */
const UNFINISHED = BILL_STATES.filter(
  (state) => !['written-back', 'excluded', 'handled-outside', 'superseded', 'no-payment'].includes(state),
);

/** Loads the schemes to sweep, with the version under which new bills are collected, and keeps their sweep marks. */
@Injectable()
export class SchemesToPull {
  constructor(
    private readonly db: Database,
    private readonly store: SchemeStore,
  ) {}

  /** Returns the enabled schemes. A paused scheme is included, because only its pushing waits for the administrator. */
  async enabled(): Promise<SchemeToPull[]> {
    const on = (await this.store.list()).filter(({ enabled }) => enabled);
    return Promise.all(on.map(({ id, currentVersion }) => this.toPull(id, currentVersion, false)));
  }

  /** Returns schemes that are off but have bills that may still be cancelled in DingTalk: unfinished ones, and booked ones that are watched. */
  async listening(): Promise<SchemeToPull[]> {
    const rows = await this.db.query<{ id: string; current_version: unknown }>(
      `SELECT s.id, s.current_version FROM scheme s WHERE s.enabled = 0 AND s.switched_at IS NOT NULL AND
       (EXISTS (SELECT 1 FROM bill b WHERE b.scheme_id = s.id AND b.state_kind IN (${placeholders(UNFINISHED)}))
        OR EXISTS (SELECT 1 FROM kingdee_watch w JOIN bill b ON b.id = w.bill_id WHERE w.due_at IS NOT NULL AND b.scheme_id = s.id))
       ORDER BY s.created_at, s.id`,
      [...UNFINISHED],
    );
    return Promise.all(rows.map((row) => this.toPull(row.id, readInt(row.current_version), true)));
  }

  /** @returns null for a scheme that is off, unless `listening` includes it. @throws SchemeNotFoundError */
  async get(id: string): Promise<SchemeToPull | null> {
    const { enabled, currentVersion } = await this.store.get(id);
    if (enabled) return this.toPull(id, currentVersion, false);
    return (await this.listening()).find((scheme) => scheme.id === id) ?? null;
  }

  /** Returns the launches that the current search for cancellations has not listed yet; begins a new search if none is in progress. */
  async hearing(tx: EntityManager, id: string, now: number, rules: SweepRules): Promise<SweepWindow> {
    const rows: Record<string, unknown>[] = await tx.query(
      'SELECT heard_until, look_back_until, hearing_from, hearing_at FROM scheme WHERE id = ?',
      [id],
    );
    const at = (column: string) => (rows[0]?.[column] == null ? null : Number(rows[0]?.[column]));
    const [from, to] = [at('hearing_from'), at('hearing_at')];
    if (from !== null && to !== null && to <= now + HOUR_MS) return { from, to };
    const marks = [at('heard_until'), at('look_back_until')].flatMap((mark) =>
      mark === null || mark > now + HOUR_MS ? [] : [mark],
    );
    const window = hearingWindow(marks.length === 0 ? null : Math.max(...marks), now, rules);
    await beginHearing(tx, id, window);
    return window;
  }

  /**
   * Records a listed piece; after the last one the scheme counts as heard. @returns false if the search is over, the piece
   * must be repeated, or another process is at it.
   */
  async heard(
    tx: EntityManager,
    id: string,
    looked: SweepWindow,
    left: SweepWindow | null,
    whole: boolean,
  ): Promise<boolean> {
    if (!whole && (await tryHearingAgain(tx, id, looked, MOST_TRIES - 1))) return false;
    if (left !== null) return goOnHearing(tx, id, looked, left.from);
    await endHearing(tx, id, looked);
    return false;
  }

  /** Returns whether a search for cancellations is in progress. */
  async isHearing(id: string): Promise<boolean> {
    const rows = await this.db.query('SELECT id FROM scheme WHERE id = ? AND hearing_at IS NOT NULL', [id]);
    return rows.length > 0;
  }

  /** Notes that launches up to `at` (Unix ms) have been seen; the mark goes back only if a wrong clock had set it. */
  async setHeadUntil(tx: EntityManager, id: string, at: number): Promise<void> {
    await raiseHead(tx, id, at, at + HOUR_MS);
  }

  /** Notes that a look-back that began at `at` has completed; marks that another one wrote meanwhile are kept. */
  async covered(tx: EntityManager, id: string, at: number, rules: SweepRules): Promise<void> {
    if (this.db.dialect === 'mysql') await tx.query('SELECT id FROM scheme WHERE id = ? FOR UPDATE', [id]);
    const { after } = planLookBack(at, await this.coverage(tx, id), rules);
    await this.setHeadUntil(tx, id, at);
    await setCovered(tx, id, after);
  }

  /** Notes that a look-back that began at `at` has named everything that had finished by then. */
  async proven(tx: EntityManager, id: string, at: number): Promise<void> {
    await raiseProven(tx, id, at, at + HOUR_MS);
  }

  /** Returns the older launches that still have to be listed; null if none. */
  async owed(id: string): Promise<SweepWindow | null> {
    return (await this.coverage(this.db.read, id)).owed;
  }

  /**
   * Records that a piece of the owed launches is listed. @param whole whether everything in it could be read.
   * @returns false if it stays owed for now, or another process works on it.
   */
  async paid(
    tx: EntityManager,
    id: string,
    owed: SweepWindow,
    left: SweepWindow | null,
    whole: boolean,
  ): Promise<boolean> {
    if (!whole && (await tryOwedAgain(tx, id, owed, MOST_TRIES - 1))) return false;
    return setOwed(tx, id, owed, left);
  }

  /**
   * Returns the first day as of this transaction, if the scheme has a newer version than `scheme`; null otherwise. It is checked while
   * storing, because a sweep takes minutes and a person may have moved the day meanwhile.
   */
  async movedDay(
    tx: EntityManager,
    { id, version }: Pick<SchemeToPull, 'id' | 'version'>,
  ): Promise<{ cutOverDate: string | null; opened: OpenedEarlier | null } | null> {
    const rows: { current_version: unknown }[] = await tx.query('SELECT current_version FROM scheme WHERE id = ?', [
      id,
    ]);
    const [row] = rows;
    if (!row || readInt(row.current_version) === version) return null;
    const contents: { content: string }[] = await tx.query(
      'SELECT content FROM scheme_version WHERE scheme_id = ? AND number = ?',
      [id, row.current_version],
    );
    const content = schemeContent.parse(JSON.parse(String(contents[0]?.content)));
    return { cutOverDate: content.cutOverDate, opened: await this.opened(tx, id) };
  }

  private async opened(tx: EntityManager, id: string): Promise<OpenedEarlier | null> {
    const rows: { since: unknown; backfill: string; batch: string }[] = await tx.query(
      `SELECT s.quarantine_before AS since, f.id AS backfill, f.batch_id AS batch FROM scheme s
       JOIN backfill f ON f.id = s.quarantine_backfill WHERE s.id = ? AND s.quarantine_before IS NOT NULL`,
      [id],
    );
    const [row] = rows;
    if (!row) return null;
    return { before: Number(row.since), into: { backfillId: row.backfill, batchId: row.batch, schemeId: id } };
  }

  private async toPull(id: string, number: number, amendmentsOnly: boolean): Promise<SchemeToPull> {
    const { content, form } = await this.store.version(id, number);
    const [coverage, opened] = [await this.coverage(this.db.read, id), await this.opened(this.db.read, id)];
    return { id, version: number, content, form, coverage, opened, amendmentsOnly };
  }

  private async coverage(tx: EntityManager, id: string): Promise<Coverage> {
    const rows: Record<string, unknown>[] = await tx.query(
      'SELECT head_until, swept_from, look_back_until, owed_from, owed_to, long_sweep_at FROM scheme WHERE id = ?',
      [id],
    );
    const at = (column: string) => (rows[0]?.[column] == null ? null : Number(rows[0]?.[column]));
    const [from, to] = [at('owed_from'), at('owed_to')];
    return {
      headUntil: at('head_until'),
      sweptFrom: at('swept_from'),
      lookBackUntil: at('look_back_until'),
      owed: from === null || to === null ? null : { from, to },
      longSweepAt: at('long_sweep_at'),
    };
  }
}
