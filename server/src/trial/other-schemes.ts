import { fromFen } from '@dingdee/shared/money';
import type { TrialUnmapped } from '@dingdee/shared/trial';
import { Injectable } from '@nestjs/common';
import { REMAPPED_STATES } from '../bill/ledger/remapped-states.js';
import { UNKNOWN, unknownIn } from '../bill/ledger/unknown-amounts.js';
import { formNamed } from '../connectors/forms/payment-form.js';
import { readFen, readInt, sumOfFen } from '../database/columns.js';
import { Database, placeholders } from '../database/database.js';
import { fieldPlan } from '../engine/rule/field-plan.js';
import { SchemeStore } from '../scheme/version/scheme-store.js';

interface Row {
  [column: string]: unknown;
}
type Others = TrialUnmapped['tables'][number]['others'];
const KEYS_AT_ONCE = 500;

/** Finds other schemes that use a mapping table: a row written during a scheme's set-up applies to all of them. */
@Injectable()
export class OtherSchemes {
  constructor(
    private readonly db: Database,
    private readonly schemes: SchemeStore,
  ) {}

  /** Returns schemes that are on and use the table, and any other scheme with an open bill that uses one of these keys. */
  async of(schemeId: string, table: string, keys: readonly string[]): Promise<Others> {
    const waiting = await this.waiting(schemeId, table, keys);
    const others: Others = [];
    for (const { id, name, enabled, version } of await this.known(schemeId)) {
      const bills = waiting.get(id);
      if (bills) others.push({ scheme: name, bills });
      else if (enabled && (await this.asks(id, version, table)))
        others.push({ scheme: name, bills: { count: 0, amount: fromFen(0n) } });
    }
    return others;
  }

  private async known(schemeId: string): Promise<{ id: string; name: string; enabled: boolean; version: number }[]> {
    const rows = await this.db.query<Row>(
      'SELECT id, name, enabled, current_version FROM scheme WHERE id <> ? ORDER BY created_at, id',
      [schemeId],
    );
    return rows.map((row) => ({
      id: String(row.id),
      name: String(row.name),
      enabled: readInt(row.enabled) === 1,
      version: readInt(row.current_version),
    }));
  }

  private async asks(id: string, version: number, table: string): Promise<boolean> {
    const { content } = await this.schemes.version(id, version);
    return fieldPlan(content, formNamed(content.target)).tables.includes(table);
  }

  private async waiting(
    schemeId: string,
    table: string,
    keys: readonly string[],
  ): Promise<Map<string, Others[number]['bills']>> {
    const some = keys.slice(0, KEYS_AT_ONCE);
    const rows = await this.db.query<Row>(
      `SELECT b.scheme_id AS id, COUNT(*) AS n, ${sumOfFen('b.base_fen')} AS fen, ${UNKNOWN} AS lacking FROM bill b
       WHERE b.scheme_id <> ? AND (${REMAPPED_STATES}) AND b.id IN (SELECT l.bill_id FROM bill_lookup l
       WHERE l.table_code = ? AND l.lookup_key IN (${placeholders(some)})) GROUP BY b.scheme_id`,
      [schemeId, table, ...some],
    );
    return new Map(
      rows.map((row) => [
        String(row.id),
        { count: readInt(row.n), amount: fromFen(readFen(row.fen)), ...unknownIn(readInt(row.lacking ?? 0)) },
      ]),
    );
  }
}
