import { type BaseDataKind, kindWord } from '@dingdee/shared/base-data';
import type { ReplaceEntry as Asked, LookAtReplace, ReplaceImpact } from '@dingdee/shared/entry-replace';
import type { RemapResult } from '@dingdee/shared/mapping';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { BaseDataCatalog } from '../../base-data/base-data-catalog.js';
import { REMAPPED_STATES } from '../../bill/ledger/remapped-states.js';
import { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { maskText } from '../../domain/bill/account-mask.js';
import { SelectionNotAsShownError } from '../../domain/bill/bill.errors.js';
import { MapBills } from '../run/map-bills.js';
import { MappingTableChangedError, UnusableTargetError } from '../run/mapping.errors.js';
import { remapAfter } from '../run/remap-after.js';
import { RemapTally } from '../run/remap-tally.js';
import { APPROVED, BOOKED } from '../run/row-reach.js';
import { type MappingTableRef, MappingTables } from '../table/mapping-tables.js';
import { type PlaceOfTable, reachOfPlaces } from '../table/place-reach.js';
import { dayIn } from '../table/row-spots.js';
import { type NewRow, WriteMappingRows } from '../table/write-mapping-rows.js';
import { countReached, type EntryRow, entryRows, orgsOf } from './entry-rows.js';
import { NothingToReplaceError } from './replace.errors.js';
import { answerTogether } from './together.js';

/** Most rows at once: each is a condition of the query that counts their bills. */
const MOST_ROWS = 200;

interface Looked {
  rows: readonly (EntryRow & { reason: string | null })[];
  /** Number of rows of all organisations that stay, because other organisations use the entry too. */
  left: number;
  tables: readonly MappingTableRef[];
  to: { number: string; name: string };
}

/**
 * Leads every row of one entry to another（换成哪个）: one change of one person over all tables of the kind, taken back as one. Schemes are not
 * changed: what their rules name is a new version, made in their editor.
 */
@Injectable()
export class ReplaceEntry {
  constructor(
    private readonly db: Database,
    private readonly tables: MappingTables,
    private readonly writing: WriteMappingRows,
    private readonly mapping: MapBills,
    private readonly catalog: BaseDataCatalog,
  ) {}

  /** @throws NothingToReplaceError */
  async look(kind: BaseDataKind, asked: LookAtReplace): Promise<ReplaceImpact> {
    const { rows, left, tables, to } = await this.open(kind, asked);
    const reach = await reachOfPlaces(this.db, placesOf(rows, tables));
    const named = new Map(tables.map(({ code, name }) => [code, name]));
    return {
      to,
      rows: rows.map(({ table, key, keyLabel, orgNumber, fromDay, reason }) => ({
        table,
        tableName: named.get(table) ?? table,
        key,
        keyLabel,
        orgNumber,
        ...dayIn(fromDay),
        reason,
      })),
      left,
      tables: tables.map(({ code, revision }) => ({ code, revision })),
      touched: await countReached(this.db, REMAPPED_STATES, reach),
      untouchedApproved: await countReached(this.db, APPROVED, reach),
      untouchedBooked: await countReached(this.db, BOOKED, reach),
    };
  }

  /** @throws as look(), MappingTableChangedError, SelectionNotAsShownError, UnusableTargetError: nothing is written then. */
  async run(kind: BaseDataKind, { tables: seen, shown, ...asked }: Asked, by: Actor): Promise<RemapResult> {
    const { rows, tables, to } = await this.open(kind, asked);
    const changed = tables.find(({ code, revision }) => seen.find((one) => one.code === code)?.revision !== revision);
    if (changed) throw new MappingTableChangedError(changed.name);
    const now = await countReached(this.db, REMAPPED_STATES, await reachOfPlaces(this.db, placesOf(rows, tables)));
    if (now.count !== shown.count || now.amount !== shown.amount) throw new SelectionNotAsShownError(shown, now);
    const unusable = rows.find(({ reason }) => reason !== null);
    if (unusable)
      throw new UnusableTargetError(
        `“${unusable.keyLabel || unusable.key}”不能对应到 ${maskText(to.number)}：${kindWord(kind)}${unusable.reason ?? ''}。`,
        { key: unusable.key },
      );
    const together = uuid();
    const saved = await this.db.inTransaction(async (tx) => {
      const done: { table: MappingTableRef; revision: number; keys: string[] }[] = [];
      for (const table of tables) {
        const own = rows.filter((row) => row.table === table.code).map((row) => replaced(row, to));
        const whole = { revision: table.revision, ends: [], said: { replaces: asked.number, to: to.number } };
        const written = await this.writing.write(tx, table, own, by, { way: 'replace' }, whole);
        await tx.query('UPDATE mapping_change SET together = ? WHERE table_id = ? AND revision = ?', [
          together,
          table.id,
          written.revision,
        ]);
        done.push({ table, ...written });
      }
      return done;
    });
    const answers: RemapResult[] = [];
    const tally = new RemapTally();
    for (const { table, ...written } of saved) {
      const why = `映射表“${table.name}”把 ${maskText(asked.number)} 换成了 ${maskText(to.number)}`;
      const reach = await reachOfPlaces(this.db, placesOf(rows, [table]));
      answers.push(await remapAfter(this.db, this.mapping, table, written, why, by, reach, tally));
    }
    return answerTogether(answers);
  }

  private async open(kind: BaseDataKind, { number, org, to }: LookAtReplace): Promise<Looked> {
    if (to === number) throw new NothingToReplaceError('same');
    const all = await entryRows(this.db, kind, { number, org });
    if (all.length === 0) throw new NothingToReplaceError('none');
    // A row of all organisations also leads bills of others to the entry, of which nobody has asked.
    const isShared = org !== '' && (await orgsOf(this.db, kind, number)).some((each) => each !== org);
    const found = all.filter(({ orgNumber }) => !isShared || orgNumber !== '');
    if (found.length === 0) throw new NothingToReplaceError('shared');
    if (found.length > MOST_ROWS) throw new NothingToReplaceError('many');
    const baseData = await this.catalog.current();
    const missing = baseData.knows(kind) ? '金蝶里没有这个编码' : null;
    let name = '';
    const rows = found.map((row) => {
      const item = baseData.lookup(kind, to, row.orgNumber);
      name ||= item?.name ?? '';
      return { ...row, reason: item ? (item.usable ? null : (item.reason ?? '已禁用')) : missing };
    });
    const codes = [...new Set(found.map(({ table }) => table))];
    const tables = await Promise.all(codes.map((code) => this.tables.table(code)));
    return { rows, left: all.length - found.length, tables, to: { number: to, name } };
  }
}

const replaced = ({ table: _, ...row }: EntryRow, to: Looked['to']): NewRow => ({
  ...row,
  targetNumber: to.number,
  targetName: to.name,
  was: row.targetNumber,
});

/** Returns the places of the rows that stand in these tables. */
const placesOf = (rows: readonly EntryRow[], tables: readonly MappingTableRef[]): PlaceOfTable[] =>
  tables.flatMap((table) =>
    rows
      .filter((row) => row.table === table.code)
      .map(({ fromDay = '', ...row }) => ({ table, place: { ...row, days: [fromDay] } })),
  );
