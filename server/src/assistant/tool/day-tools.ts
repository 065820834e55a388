import { createHash } from 'node:crypto';
import { ASSISTANT_ROWS } from '@dingdee/shared/assistant';
import { MAPPING_TABLES, type MappingTableCode } from '@dingdee/shared/mapping';
import { evidenceWords } from '@dingdee/shared/mapping-evidence';
import { fromFen } from '@dingdee/shared/money';
import { Injectable } from '@nestjs/common';
import * as z from 'zod/mini';
import type { TokenScope } from '../../access/role/token-scope.js';
import { REMAPPED_STATES } from '../../bill/ledger/remapped-states.js';
import { readFen, readInt, sumOfFen } from '../../database/columns.js';
import { Database, placeholders } from '../../database/database.js';
import { maskText } from '../../domain/bill/account-mask.js';
import { UnmappedValues } from '../../mapping/fix/unmapped-values.js';
import { valuesAside } from '../../mapping/run/value-aside.js';
import { ShowStatement } from '../../statement/show-statement.js';
import { ToolArgumentsError } from '../assistant.errors.js';
import { proposable } from '../proposal/proposable.js';
import { type Tool, type ToolAnswer, toolOf } from './tool.js';

interface Row {
  [column: string]: unknown;
}
const MOST_SUGGESTED = 3;
const CODES = Object.keys(MAPPING_TABLES) as [MappingTableCode, ...MappingTableCode[]];
const unmappedArgs = z.strictObject({
  table: z.enum(CODES),
  cursor: z.optional(z.string().check(z.minLength(1), z.maxLength(200))),
});

/** Tools for a day's statement, and for values without a mapping row. */
@Injectable()
export class DayTools {
  constructor(
    private readonly db: Database,
    private readonly statements: ShowStatement,
    private readonly unmapped: UnmappedValues,
  ) {}

  readonly tools: readonly Tool[] = [
    toolOf(
      { name: 'statement_day', about: '一天的三方对账：钉钉、台账、金蝶各多少，差在哪里。', scope: 'read' },
      z.strictObject({ day: z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/)) }),
      ({ day }, token) => this.statement(day, token),
    ),
    toolOf(
      {
        name: 'unmapped_values',
        about: '一张映射表里还没有对应的来源值，附可能的金蝶编码。翻页用 next。',
        scope: 'read',
      },
      unmappedArgs,
      (args, token) => this.values(args, token),
    ),
  ];

  private async statement(day: string, { orgs }: TokenScope): Promise<ToolAnswer> {
    const { run, buckets, lines } = await this.statements.show(day);
    if (run === null) return { day, checked: false };
    const own = orgs === null ? lines : lines.filter(({ orgNumber }) => orgs.includes(orgNumber));
    const shown = own
      .slice(0, ASSISTANT_ROWS)
      .map(({ processCode: _, formName, ...line }) => ({ ...line, quoted: { formName } }));
    const left = own.length - shown.length;
    const byLine = { lines: shown, ...(left > 0 ? { linesLeftOut: left } : {}) };
    // Totals and differences cover all organisations, so such a token does not get them.
    if (orgs !== null) return { day, checked: true, checkedAt: run.startedAt, ...byLine };
    const { dingtalk, ledger, kingdee, red, look } = run;
    return { day, checked: true, checkedAt: run.startedAt, dingtalk, ledger, kingdee, red, look, buckets, ...byLine };
  }

  private async values({ table, cursor }: z.output<typeof unmappedArgs>, { orgs }: TokenScope): Promise<ToolAnswer> {
    const ofOrgs = orgs === null ? '' : ` AND b.org_number IN (${placeholders(orgs)})`;
    const open = `FROM bill_lookup l JOIN bill b ON b.id = l.bill_id WHERE l.table_code = ? AND l.hit = 0 AND (${REMAPPED_STATES})${ofOrgs}`;
    const params = [table, ...(orgs ?? [])];
    const aside = await valuesAside(this.db);
    const found = await this.db.query<Row>(
      `SELECT l.lookup_key AS k, MAX(l.key_label) AS label, COUNT(DISTINCT b.id) AS n, ${sumOfFen('l.amount_fen')} AS fen ${open}
       GROUP BY l.lookup_key ORDER BY l.lookup_key`,
      params,
    );
    const all = found.filter(({ k }) => !aside.has(table, String(k)));
    const from = cursor === undefined ? 0 : all.findIndex(({ k }) => placeOf(k) === cursor) + 1;
    if (cursor !== undefined && from === 0) throw new ToolArgumentsError(['cursor']);
    const rows = all.slice(from, from + ASSISTANT_ROWS);
    const asking = await this.organisations(open, params, rows);
    const page = rows.map(({ k, label, n, fen }) => {
      const byOrg = asking.get(String(k)) ?? new Map<string, number>();
      return {
        key: String(k),
        keyLabel: String(label),
        orgNumbers: [...byOrg.keys()],
        billsByOrg: Object.fromEntries(byOrg),
        bills: readInt(n),
        details: fromFen(readFen(fen)),
      };
    });
    const suggested = proposable(MAPPING_TABLES[table].target)
      ? await this.unmapped.suggest(table, page)
      : page.map((one) => ({ ...one, suggestions: [] }));
    return {
      table: MAPPING_TABLES[table].name,
      values: suggested.map(({ key, keyLabel, bills, details, suggestions }) => ({
        bills,
        details,
        suggestions: suggestions.slice(0, MOST_SUGGESTED).map(({ item, evidence }) => ({
          number: item.number,
          name: item.name,
          quoted: { evidence: evidenceWords(evidence) },
        })),
        quoted: { value: maskText(keyLabel || key) },
      })),
      next: from + rows.length < all.length ? placeOf(rows.at(-1)?.k) : null,
    };
  }

  /** Counts the bills per organisation that look up each value, because suggestions depend on the organisation. */
  private async organisations(open: string, params: readonly unknown[], rows: readonly Row[]) {
    const found = new Map<string, Map<string, number>>();
    if (rows.length === 0) return found;
    const keys = rows.map(({ k }) => String(k));
    const asking = await this.db.query<Row>(
      `SELECT l.lookup_key AS k, l.org_number AS org, COUNT(DISTINCT b.id) AS n ${open} AND l.lookup_key IN (${placeholders(keys)})
       GROUP BY l.lookup_key, l.org_number ORDER BY l.lookup_key, l.org_number`,
      [...params, ...keys],
    );
    for (const { k, org, n } of asking)
      found.set(String(k), (found.get(String(k)) ?? new Map<string, number>()).set(String(org), readInt(n)));
    return found;
  }
}

/** Identifies a value without showing it: a key may hold text that is only shown masked. */
const placeOf = (key: unknown): string => createHash('sha256').update(String(key)).digest('base64url').slice(0, 22);
