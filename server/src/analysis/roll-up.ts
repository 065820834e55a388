import { Injectable } from '@nestjs/common';
import { readInt } from '../database/columns.js';
import { Database } from '../database/database.js';
import { insertRows } from '../database/rows.js';
import { beijingDate, DAY_MS, dayStart } from '../domain/beijing-time.js';
import { AnalysisDay } from './analysis.entity.js';
import { cellsOf, MADE_BY } from './day-cells.js';
import { type Days, momentsOf } from './period.js';

interface Stand {
  bills: number;
  versions: number;
}

/**
 * Computes the sums of days once and keeps them until one of their bills changes. No write has to mark a day: every change of a bill raises its
 * version, and an index alone gives the number of a day's bills and the sum of their versions.
 */
@Injectable()
export class RollUp {
  private readonly running = new Map<string, Promise<number>>();

  constructor(private readonly db: Database) {}

  /**
   * Computes changed days of these spans again. This process runs one computation per span at a time: later callers wait for it and
   * then check again. @returns the number of days computed.
   */
  async refresh(spans: readonly Days[]): Promise<number> {
    let made = 0;
    for (const span of spans) {
      const key = `${span.from} ${span.to}`;
      await this.running.get(key)?.catch(() => undefined);
      const now = this.running.get(key) ?? this.bring(span).finally(() => this.running.delete(key));
      this.running.set(key, now);
      made += await now;
    }
    return made;
  }

  private async bring(span: Days): Promise<number> {
    let made = 0;
    for (const day of await this.changed(span)) if (await this.make(day)) made += 1;
    return made;
  }

  private async changed(span: Days): Promise<string[]> {
    const there = await this.stands(span);
    const kept = await this.db.query<{ day: string; bills: unknown; versions: unknown }>(
      'SELECT day, bills, versions FROM analysis_day WHERE day >= ? AND day <= ? AND made_by = ?',
      [span.from, span.to, MADE_BY],
    );
    const known = new Map(
      kept.map(({ day, bills, versions }) => [day, { bills: readInt(bills), versions: readInt(versions) }]),
    );
    return [...there]
      .filter(([day, now]) => {
        const then = known.get(day) ?? { bills: 0, versions: 0 };
        return then.bills !== now.bills || then.versions !== now.versions;
      })
      .map(([day]) => day);
  }

  /** Returns every day, also days without a bill: the last bill of a day may have moved to another day. */
  private async stands(span: Days): Promise<Map<string, Stand>> {
    const [from, behind] = momentsOf(span);
    const days = new Map<string, Stand>();
    for (let at = from; at < behind; at += DAY_MS) days.set(beijingDate(at), { bills: 0, versions: 0 });
    const day = `(finished_at + 28800000) ${this.db.dialect === 'mysql' ? 'DIV' : '/'} 86400000`;
    const rows = await this.db.query<{ d: unknown; bills: unknown; versions: unknown }>(
      `SELECT ${day} AS d, COUNT(*) AS bills, SUM(version) AS versions FROM bill WHERE finished_at >= ? AND finished_at < ? GROUP BY ${day}`,
      [from, behind],
    );
    for (const row of rows)
      days.set(beijingDate(readInt(row.d) * DAY_MS), { bills: readInt(row.bills), versions: readInt(row.versions) });
    return days;
  }

  /** @returns false if another process has computed it meanwhile. */
  private async make(day: string): Promise<boolean> {
    const range = [dayStart(day), dayStart(day) + DAY_MS] as const;
    return this.db.inTransaction(async (tx) => {
      // Only one of several processes computes the day; the others find nothing to do.
      if ((await this.changed({ from: day, to: day })).length === 0) return false;
      // Other processes wait at this row. A change during the computation is not in the sums of versions read here, so the day is computed again.
      await tx.query('DELETE FROM analysis_day WHERE day = ?', [day]);
      const stand = (await this.stands({ from: day, to: day })).get(day) ?? { bills: 0, versions: 0 };
      await insertRows(tx, AnalysisDay, [{ day, bills: stand.bills, versions: stand.versions, made_by: MADE_BY }]);
      await tx.query('DELETE FROM analysis_cell WHERE day = ?', [day]);
      for (const { sql, params } of cellsOf(this.db.dialect, day, range))
        await tx.query(
          `INSERT INTO analysis_cell (day, kind, scheme_id, org_number, cell_key, bills, fen, unknown_amounts) ${sql}`,
          params,
        );
      return true;
    });
  }
}
