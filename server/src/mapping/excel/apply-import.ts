import type { PutMappingRows, RemapResult } from '@dingdee/shared/mapping';
import type { ApplyImport as Applied, ImportDecision } from '@dingdee/shared/mapping-import';
import { Injectable } from '@nestjs/common';
import { clock } from '../../database/clock.js';
import { changedBy, Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { MapBills } from '../run/map-bills.js';
import { MappingTableChangedError } from '../run/mapping.errors.js';
import { remapAfter } from '../run/remap-after.js';
import { dayIn } from '../table/row-spots.js';
import { WriteMappingRows } from '../table/write-mapping-rows.js';
import type { ComparedLine } from './compare-file.js';
import { ImportUndecidedError, MappingImportGoneError, NothingToImportError } from './import.errors.js';
import { type Comparison, MappingImports } from './mapping-imports.js';

type Put = PutMappingRows['rows'][number];

/** Writes an import, all of it or nothing, as rows that the importing person has set: a payee that comes from them takes two people as always. */
@Injectable()
export class ApplyImport {
  constructor(
    private readonly db: Database,
    private readonly imports: MappingImports,
    private readonly writing: WriteMappingRows,
    private readonly mapping: MapBills,
  ) {}

  /**
   * @throws MappingImportGoneError, MappingTableChangedError if the table is not the compared one, ImportUndecidedError,
   * UnusableTargetError, MappingRowChangedError. Nothing is written then.
   */
  async run(id: string, asked: Applied, by: Actor): Promise<RemapResult> {
    const compared = await this.imports.compare(id, by.userId);
    const { table, lines, fileName } = compared;
    if (table.revision !== asked.revision) throw new MappingTableChangedError(table.name);
    const puts = rowsToPut(lines, asked.decisions, table.name);
    const ends = asked.missing === 'keep' ? [] : lines.filter(({ kind }) => kind === 'removed').map(asEnd);
    // An undo of an empty import would undo an earlier change of somebody else.
    if (puts.length + ends.length === 0) throw new NothingToImportError();
    const rows = await this.writing.checked(
      table,
      puts.map(({ put }) => put),
    );
    const saved = await this.db.inTransaction(async (tx) => {
      const said = { import: id, file: fileName };
      const done = await this.writing.write(
        tx,
        table,
        rows,
        by,
        { way: 'import' },
        { revision: asked.revision, ends, said },
      );
      const added = puts.filter(({ line }) => line.was === null).length;
      if (done.keys.length === 0) throw new NothingToImportError();
      const changed = await changedBy(
        tx,
        `UPDATE mapping_import SET content = '{}', applied_by = ?, applied_at = ?, applied_revision = ?, added = ?, changed = ?, removed = ?
         WHERE id = ? AND applied_at IS NULL`,
        [by.userId, clock.now(), done.revision, added, puts.length - added, ends.length, id],
      );
      if (changed !== 1) throw new MappingImportGoneError();
      return done;
    });
    return remapAfter(this.db, this.mapping, table, saved, `映射表“${table.name}”导入了文件“${fileName}”`, by);
  }
}

const asEnd = ({ rowId, key, keyLabel, fromDay, was }: ComparedLine) => ({
  id: rowId ?? '',
  key,
  keyLabel,
  target: was?.number ?? '',
  ...dayIn(fromDay),
});

/** @throws ImportUndecidedError for unusable lines without a decision, or two numbers for one place. */
export function rowsToPut(
  lines: Comparison['lines'],
  decisions: readonly ImportDecision[],
  name = '',
): { put: Put; line: ComparedLine }[] {
  const said = new Map(decisions.map((each) => [each.row, each]));
  // A decision about an unusable line does not apply if the line has become usable: the person checks it again.
  if (lines.some(({ kind, row }) => kind !== 'invalid' && row !== null && said.has(row)))
    throw new MappingTableChangedError(name);
  const undecided: string[] = [];
  const puts: { put: Put; line: ComparedLine }[] = [];
  /** The number that was taken for a place, also if it is the present one. */
  const taken = new Map<string, string>();
  for (const line of lines) {
    const decision = line.kind === 'invalid' && line.row !== null ? said.get(line.row) : undefined;
    if (line.kind === 'invalid' && decision?.do !== 'use') {
      if (decision === undefined) undecided.push(line.cell);
      continue;
    }
    if (line.kind !== 'invalid' && line.kind !== 'added' && line.kind !== 'changed') continue;
    const number = line.kind === 'invalid' ? decision?.targetNumber : line.to?.number;
    const place = JSON.stringify([line.orgNumber, line.key, line.fromDay]);
    const before = taken.get(place);
    if (
      number === undefined ||
      (line.kind === 'invalid' && !line.curable) ||
      (before !== undefined && before !== number)
    ) {
      undecided.push(line.cell);
      continue;
    }
    taken.set(place, number);
    if (number === line.was?.number || before === number) continue;
    const { key, orgNumber, keyLabel, fromDay } = line;
    const label = keyLabel === '' ? {} : { keyLabel };
    const put = { key, orgNumber, targetNumber: number, was: line.was?.number ?? null, ...label, ...dayIn(fromDay) };
    puts.push({ put, line });
  }
  if (undecided.length > 0) throw new ImportUndecidedError(undecided);
  return puts;
}
