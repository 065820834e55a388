import { createHash } from 'node:crypto';
import { type BaseDataKind, kindWord } from '@dingdee/shared/base-data';
import {
  IMPORT_FILE_BYTES,
  IMPORT_KINDS,
  type ImportDiff,
  type ImportLine,
  type ImportLinePage,
  type ImportLineQuery,
  type OpenImport,
} from '@dingdee/shared/mapping-import';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import * as z from 'zod/mini';
import { BaseDataCatalog } from '../../base-data/base-data-catalog.js';
import { clock } from '../../database/clock.js';
import { Database } from '../../database/database.js';
import { insertRows } from '../../database/rows.js';
import type { Actor } from '../../domain/actor.js';
import { isDay } from '../../domain/beijing-time.js';
import { OpenUses } from '../run/open-uses.js';
import { type MappingTableRef, MappingTables } from '../table/mapping-tables.js';
import { type ComparedLine, compareFile, type TableRow, type Targets, unreadPlaces } from './compare-file.js';
import { CELL_FAULTS, type ReadFile, UnreadableFile } from './file-faults.js';
import { MappingImportGoneError, UnreadableFileError } from './import.errors.js';
import { lineProblemWords } from './line-words.js';
import { MappingImport } from './mapping-import.entity.js';
import { nearTargets } from './near-targets.js';
import { readInWorker } from './run-workbook.js';
import { shownNumber } from './shown-number.js';

/** Time for which an import that is not applied is kept, in ms: one day. */
const KEPT_MS = 86_400_000;
/** Most characters of the rows of one file: more does not fit into one statement on a server's database. */
const MOST_CONTENT = 8_000_000;

const storedFile = z.object({
  sheet: z.string(),
  // Files that were opened before rows had days have no `from`.
  columns: z.object({ org: z.string(), key: z.string(), number: z.string(), from: z._default(z.string(), '') }),
  rows: z.array(
    z.object({
      row: z.int(),
      org: z.string(),
      key: z.string(),
      number: z.string(),
      from: z._default(z.string(), ''),
      fault: z.nullable(z.object({ code: z.enum(CELL_FAULTS), cell: z.string() })),
    }),
  ),
});

/** Cells that are named; the lines of the errors name all. */
const MOST_CELLS = 5;

interface Row {
  [column: string]: unknown;
}

/** A file compared with the table as it is now. */
export interface Comparison {
  id: string;
  fileName: string;
  file: ReadFile;
  table: MappingTableRef;
  tableRows: number;
  lines: readonly ComparedLine[];
}

/** Compares Excel files with a mapping table; changes nothing in the table. */
@Injectable()
export class MappingImports {
  constructor(
    private readonly db: Database,
    private readonly tables: MappingTables,
    private readonly catalog: BaseDataCatalog,
  ) {}

  /** Reads a file and keeps its rows for a day. @throws MappingTableNotFoundError, UnreadableFileError */
  async open(code: string, { name, content }: OpenImport, by: Actor): Promise<ImportDiff> {
    const table = await this.tables.table(code);
    const bytes = Buffer.from(content, 'base64');
    const file = await this.read(bytes);
    const text = JSON.stringify(file);
    if (bytes.length > IMPORT_FILE_BYTES || text.length > MOST_CONTENT)
      throw new UnreadableFileError([{ code: 'too-large-inside', cell: '' }]);
    const id = uuid();
    const now = clock.now();
    await this.db.inTransaction(async (tx) => {
      await tx.query('DELETE FROM mapping_import WHERE applied_at IS NULL AND created_at < ?', [now - KEPT_MS]);
      const hash = createHash('sha256').update(bytes).digest('hex');
      await insertRows(tx, MappingImport, [
        {
          id,
          table_id: table.id,
          file_name: name,
          file_hash: hash,
          content: text,
          created_by: by.userId,
          created_at: now,
        },
      ]);
    });
    return this.diffOf(await this.compare(id), await OpenUses.of(this.db, code));
  }

  /** Returns one page of one kind of lines, compared with the table as it is now. @throws MappingImportGoneError */
  async lines(id: string, { kind, cursor, limit }: ImportLineQuery): Promise<ImportLinePage> {
    const compared = await this.compare(id);
    const uses = await OpenUses.of(this.db, compared.table.code);
    const own = compared.lines.filter((line) => line.kind === kind);
    const start = Number(cursor ?? 0);
    const shown = own.slice(start, start + limit);
    const { target } = compared.table;
    const curable = shown.filter((line) => line.kind === 'invalid' && line.curable);
    const near = await nearTargets(curable, target, await this.catalog.current());
    return {
      items: shown.map((line) => asAnswer(line, target, near.get(line) ?? [], uses)),
      next: own.length > start + limit ? String(start + limit) : null,
      total: own.length,
      diff: this.diffOf(compared, uses),
    };
  }

  /** @param by only an import that this person uploaded. @throws MappingImportGoneError if it was applied, or is older than a day. */
  async compare(id: string, by?: string): Promise<Comparison> {
    const [row] = await this.db.query<Row>(
      `SELECT i.file_name, i.content, t.code FROM mapping_import i JOIN mapping_table t ON t.id = i.table_id
       WHERE i.id = ? AND i.applied_at IS NULL AND i.created_at >= ? ${by === undefined ? '' : 'AND i.created_by = ?'}`,
      [id, clock.now() - KEPT_MS, ...(by === undefined ? [] : [by])],
    );
    if (!row) throw new MappingImportGoneError();
    const file = storedFile.parse(JSON.parse(String(row.content)));
    const table = await this.tables.table(String(row.code));
    const current = await this.currentRows(table);
    const lines = compareFile(file, current, await this.targetsOf(table));
    return { id, fileName: String(row.file_name), file, table, tableRows: current.length, lines };
  }

  private async read(bytes: Buffer): Promise<ReadFile> {
    try {
      return await readInWorker(bytes);
    } catch (error) {
      if (error instanceof UnreadableFile) throw new UnreadableFileError(error.faults);
      throw error;
    }
  }

  private async currentRows({ id }: MappingTableRef): Promise<TableRow[]> {
    const rows = await this.db.query<Row>(
      `SELECT id, org_number, row_key, key_label, from_day, target_number, target_name FROM mapping_row
       WHERE table_id = ? AND until_revision IS NULL AND scope = 'company' ORDER BY row_key, org_number, from_day`,
      [id],
    );
    return rows.map((row) => ({
      id: String(row.id),
      orgNumber: String(row.org_number),
      key: String(row.row_key),
      keyLabel: String(row.key_label),
      fromDay: String(row.from_day),
      target: String(row.target_number),
      targetName: String(row.target_name),
    }));
  }

  private async targetsOf({ target: kind }: MappingTableRef): Promise<Targets> {
    const held = await this.catalog.current();
    const masked = new Map<string, { number: string; org: string }[]>();
    const rows =
      shownNumber(kind, '123456') === '123456'
        ? []
        : await this.db.query<Row>('SELECT number, org_number FROM base_data WHERE kind = ? AND usable = 1', [kind]);
    for (const { number, org_number } of rows) {
      const shown = shownNumber(kind, String(number));
      const one = { number: String(number), org: String(org_number) };
      masked.set(shown, [...(masked.get(shown) ?? []), one]);
    }
    return {
      kind,
      knows: (each) => held.knows(each),
      lookup: (each, number, org) => held.lookup(each, number, org),
      shownAs: (shown, org) => [
        ...new Set(
          (masked.get(shown) ?? [])
            .filter((one) => org === '' || one.org === '' || one.org === org)
            .map(({ number }) => number),
        ),
      ],
    };
  }

  private diffOf({ id, fileName, file, table, tableRows, lines }: Comparison, uses: OpenUses): ImportDiff {
    const of = (...kinds: ComparedLine['kind'][]) => lines.filter(({ kind }) => kinds.includes(kind));
    const behind = (...kinds: ComparedLine['kind'][]) => uses.behind(of(...kinds).map(({ key }) => key));
    const unread = unreadPlaces(file);
    return {
      id,
      table: table.code,
      fileName,
      sheet: file.sheet,
      fileRows: file.rows.length,
      revision: table.revision,
      tableRows,
      counts: Object.fromEntries(IMPORT_KINDS.map((kind) => [kind, of(kind).length])) as ImportDiff['counts'],
      ...(unread.length > 0 && { unread: { count: unread.length, cells: unread.slice(0, MOST_CELLS) } }),
      touched: behind('added', 'changed'),
      touchedWithRemoved: behind('added', 'changed', 'removed'),
    };
  }
}

function asAnswer(
  line: ComparedLine,
  target: BaseDataKind,
  suggestions: ImportLine['suggestions'],
  uses: OpenUses,
): ImportLine {
  const shown = (one: { number: string; name: string } | null) =>
    one && { number: shownNumber(target, one.number), name: one.name };
  const { row, cell, kind, orgNumber, key, keyLabel, fromDay, problem, was, to, curable } = line;
  return {
    row,
    cell,
    kind,
    orgNumber,
    key,
    keyLabel,
    ...(isDay(fromDay) ? { fromDay } : {}),
    was: shown(was),
    to: shown(to),
    problem: problem && lineProblemWords(problem, kindWord(target)),
    suggestions,
    may: kind !== 'invalid' ? [] : [...(curable ? (['use'] as const) : []), ...(was ? (['keep'] as const) : [])],
    bills: uses.behind([key]),
  };
}
