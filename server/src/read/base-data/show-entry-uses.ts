import {
  type BaseDataKind,
  type BaseDataUses,
  type BaseDataUsesQuery,
  baseDataKind,
  USES_DAYS,
} from '@dingdee/shared/base-data';
import { Injectable } from '@nestjs/common';
import { BaseDataCatalog } from '../../base-data/base-data-catalog.js';
import { formNamed } from '../../connectors/forms/payment-form.js';
import { clock } from '../../database/clock.js';
import { readInt } from '../../database/columns.js';
import { Database, placeholders } from '../../database/database.js';
import { withOwnFields } from '../../domain/draft/own-fields.js';
import { SchemeStore } from '../../scheme/version/scheme-store.js';
import { valuesNamed } from '../../scheme/version/values-named.js';
import { billsBehind, leadsTo, type MappedRow, mappedTo, NO_BILLS, OPEN } from './mapped-rows.js';

const DAY_MS = 24 * 3_600_000;
const MOST_USES = 50;
const BOOKED = `b.state_kind IN ('booked', 'written-back', 'reversal-needed') AND b.finished_at >= ?`;

type Row = Record<string, unknown>;
interface KeyCount {
  table: string;
  key: string;
  org: string;
  bills: number;
  recent: number;
}

/** Shows 谁在用 of a base data entry: mapping rows that lead to it with their bills, and rules of schemes that name it. */
@Injectable()
export class ShowEntryUses {
  constructor(
    private readonly db: Database,
    private readonly schemes: SchemeStore,
    private readonly catalog: BaseDataCatalog,
  ) {}

  async of(kind: BaseDataKind, { number, org }: BaseDataUsesQuery): Promise<BaseDataUses> {
    const entry = { kind, number, orgNumber: org };
    const since = clock.now() - USES_DAYS * DAY_MS;
    const leading = (await mappedTo(this.db, [entry])).filter((row) => leadsTo(row, entry));
    const counts = await this.billsByKey(leading, since);
    const rows = leading
      .map(({ table, tableName, key, keyLabel, orgNumber }) => {
        const own = counts.filter(
          (each) => each.table === table && each.key === key && (orgNumber === '' || each.org === orgNumber),
        );
        const bills = own.reduce((sum, each) => sum + each.bills, 0);
        const recent = own.reduce((sum, each) => sum + each.recent, 0);
        return { table, tableName, key, keyLabel, orgNumber, bills, recent };
      })
      .sort((a, b) => b.bills - a.bills);
    return {
      rows: rows.slice(0, MOST_USES),
      rules: await this.rules(kind, number, org),
      more: Math.max(0, rows.length - MOST_USES),
      open: leading.length === 0 ? NO_BILLS : await billsBehind(this.db, OPEN, leading),
      booked: leading.length === 0 ? NO_BILLS : await billsBehind(this.db, BOOKED, leading, [since]),
    };
  }

  /** Returns the rules of the newest versions that name the entry, each once, those of enabled schemes first. */
  private async rules(kind: BaseDataKind, number: string, org: string): Promise<BaseDataUses['rules']> {
    const tables = await this.db.query<Row>('SELECT code, target FROM mapping_table');
    const targetOf = new Map(
      tables.flatMap(({ code, target }) => {
        const known = baseDataKind.safeParse(target);
        return known.success ? [[String(code), known.data] as const] : [];
      }),
    );
    const baseData = await this.catalog.current();
    const rules: BaseDataUses['rules'] = [];
    for (const { id, name, currentVersion, enabled } of await this.schemes.list()) {
      const { content } = await this.schemes.version(id, currentVersion);
      const form = withOwnFields(formNamed(content.target), content, baseData);
      const named = valuesNamed(content, form, targetOf).filter(
        (each) => each.kind === kind && each.number === number && (each.org === '' || org === '' || each.org === org),
      );
      const once = new Map(named.map(({ field, label, how }) => [`${field} ${how}`, { field, label, how }]));
      for (const each of once.values())
        rules.push({ schemeId: id, schemeName: name, version: currentVersion, enabled, ...each });
    }
    return rules.sort((one, other) => Number(other.enabled) - Number(one.enabled));
  }

  /** Counts the bills that looked up each of these keys, in any state. */
  private async billsByKey(rows: readonly MappedRow[], since: number): Promise<KeyCount[]> {
    const tables = [...new Set(rows.map(({ table }) => table))];
    const counts: KeyCount[] = [];
    for (const table of tables) {
      const keys = [...new Set(rows.filter((row) => row.table === table).map(({ key }) => key))];
      for (let start = 0; start < keys.length; start += 200) {
        const part = keys.slice(start, start + 200);
        const found = await this.db.query<Row>(
          `SELECT l.lookup_key AS k, l.org_number AS org, COUNT(*) AS n, COUNT(CASE WHEN b.finished_at >= ? THEN 1 END) AS recent
           FROM bill_lookup l JOIN bill b ON b.id = l.bill_id
           WHERE l.table_code = ? AND l.lookup_key IN (${placeholders(part)}) GROUP BY l.lookup_key, l.org_number`,
          [since, table, ...part],
        );
        for (const { k, org, n, recent } of found)
          counts.push({ table, key: String(k), org: String(org), bills: readInt(n), recent: readInt(recent) });
      }
    }
    return counts;
  }
}
