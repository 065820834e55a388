import type { RemapResult } from '@dingdee/shared/mapping';
import type { UndoChange as Asked, ChangeUndo, LookAtChange, MappingChange } from '@dingdee/shared/mapping-change';
import { Injectable } from '@nestjs/common';
import { BaseDataCatalog } from '../../base-data/base-data-catalog.js';
import { REMAPPED_STATES } from '../../bill/ledger/remapped-states.js';
import { clock } from '../../database/clock.js';
import { readInt } from '../../database/columns.js';
import { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { SelectionNotAsShownError } from '../../domain/bill/bill.errors.js';
import { countReached } from '../replace/entry-rows.js';
import { answerTogether } from '../replace/together.js';
import { MapBills } from '../run/map-bills.js';
import { MappingTableChangedError } from '../run/mapping.errors.js';
import { remapAfter } from '../run/remap-after.js';
import { RemapTally } from '../run/remap-tally.js';
import { APPROVED, BOOKED } from '../run/row-reach.js';
import { type Former, formerRows, type Place, placesSet } from '../table/former-rows.js';
import { type MappingTableRef, MappingTables } from '../table/mapping-tables.js';
import { type PlaceOfTable, reachOfPlaces } from '../table/place-reach.js';
import { dayIn } from '../table/row-spots.js';
import { WriteMappingRows } from '../table/write-mapping-rows.js';
import { ChangeKeptError, NoSuchChangeError } from './change.errors.js';
import { type PlacedChange, RowChanges } from './row-changes.js';

/** Most attempts if the table changes meanwhile, perhaps at another place: each attempt reads it again. */
const MOST_TRIES = 4;

/** A revision that is undone: all its rows, or only one place. */
interface Part {
  table: MappingTableRef;
  revision: number;
  places: readonly Place[];
  only?: Place;
}

/** Undoes one change of one row, as a change of the person who does it: the former value is restored. */
@Injectable()
export class UndoChange {
  constructor(
    private readonly db: Database,
    private readonly tables: MappingTables,
    private readonly changes: RowChanges,
    private readonly writing: WriteMappingRows,
    private readonly mapping: MapBills,
    private readonly catalog: BaseDataCatalog,
  ) {}

  /** @throws MappingTableNotFoundError, NoSuchChangeError, ChangeKeptError */
  async look(code: string, asked: LookAtChange): Promise<ChangeUndo> {
    const table = await this.tables.table(code);
    const { place, change } = await this.open(table, asked);
    const parts = await this.partsOf(table, place, change);
    const reach = await reachOfPlaces(this.db, parts.flatMap(placesOf));
    const baseData = await this.catalog.current();
    const { was } = change;
    const item = was && baseData.lookup(table.target, was.number, place.orgNumber);
    const missing = baseData.knows(table.target) ? '金蝶里没有这个编码' : null;
    return {
      change,
      back: was && {
        number: was.number,
        name: item?.name ?? was.name,
        ...dayIn(was.fromDay),
        reason: item ? (item.usable ? null : item.reason) : missing,
      },
      rows: parts.reduce((sum, { places }) => sum + places.length, 0),
      touched: await countReached(this.db, REMAPPED_STATES, reach),
      untouchedApproved: await countReached(this.db, APPROVED, reach),
      untouchedBooked: await countReached(this.db, BOOKED, reach),
    };
  }

  /** @throws as look(), SelectionNotAsShownError, MappingTableChangedError if the table changes in every attempt. */
  async run(code: string, asked: Asked, by: Actor): Promise<RemapResult> {
    for (let tries = 1; ; tries += 1)
      try {
        return await this.once(code, asked, by);
      } catch (error) {
        if (!(error instanceof MappingTableChangedError) || tries === MOST_TRIES) throw error;
      }
  }

  private async once(code: string, { shown, ...asked }: Asked, by: Actor): Promise<RemapResult> {
    // Read before the rows: the undo is written only on this revision, so that no change can come between.
    const table = await this.tables.table(code);
    const { place, change } = await this.open(table, asked);
    const parts = await this.partsOf(table, place, change);
    const now = await countReached(this.db, REMAPPED_STATES, await reachOfPlaces(this.db, parts.flatMap(placesOf)));
    if (now.count !== shown.count || now.amount !== shown.amount) throw new SelectionNotAsShownError(shown, now);
    const key = change.keyLabel || change.key;
    const former: { part: Part; rows: Former }[] = [];
    for (const part of parts) {
      const { table, revision, only } = part;
      const rows = await formerRows(this.db, { tableId: table.id, revision, ...(only ? { only } : {}) }, by.userId);
      if ('changed' in rows) throw new ChangeKeptError('changed', only ? key : rows.changed, null, clock.now());
      former.push({ part, rows });
    }
    const saved = await this.db.inTransaction(async (tx) => {
      const done: { part: Part; written: Awaited<ReturnType<WriteMappingRows['write']>> }[] = [];
      for (const { part, rows } of former) {
        const { table, revision } = part;
        const whole = { revision: table.revision, ends: rows.ends, said: { undoes: revision } };
        const how = { way: 'undo', undoes: revision } as const;
        done.push({ part, written: await this.writing.write(tx, table, rows.rows, by, how, whole) });
      }
      return done;
    });
    const answers: RemapResult[] = [];
    const tally = new RemapTally();
    for (const { part, written } of saved) {
      const { table } = part;
      const reach = await reachOfPlaces(this.db, placesOf(part));
      const why = `映射表“${table.name}”撤回了“${key}”的改动`;
      answers.push(await remapAfter(this.db, this.mapping, table, written, why, by, reach, tally));
    }
    return answerTogether(answers);
  }

  /** Returns what is undone with a change: its own place; for 换成哪个 all rows of its revision, and of those that were made with it. */
  private async partsOf(table: MappingTableRef, place: Place, { way, revision }: MappingChange): Promise<Part[]> {
    if (way !== 'replace') return [{ table, revision, places: [place], only: place }];
    const made = await this.db.query<{ code: string; revision: unknown }>(
      `SELECT t.code, o.revision FROM mapping_change c JOIN mapping_change o ON o.together = c.together
       JOIN mapping_table t ON t.id = o.table_id WHERE c.table_id = ? AND c.revision = ? ORDER BY t.code`,
      [table.id, revision],
    );
    const parts: Part[] = [];
    for (const each of made) {
      const of = each.code === table.code ? table : await this.tables.table(each.code);
      const places = await placesSet(this.db, of.id, readInt(each.revision));
      parts.push({ table: of, revision: readInt(each.revision), places });
    }
    return parts;
  }

  private async open(table: MappingTableRef, { revision, id }: LookAtChange): Promise<PlacedChange> {
    const found = await this.changes.one(table, revision, id);
    if (found === null) throw new NoSuchChangeError();
    const { kept, keyLabel, key } = found.change;
    if (kept === null) return found;
    const last = kept === 'changed' ? (await this.changes.latest(table, id, found.place.days))?.change : null;
    const since = last?.by == null ? null : { by: last.by, at: last.at };
    throw new ChangeKeptError(kept, keyLabel || key, since, clock.now());
  }
}

const placesOf = ({ table, places }: Part): PlaceOfTable[] => places.map((place) => ({ table, place }));
