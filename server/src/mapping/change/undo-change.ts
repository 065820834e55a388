import type { RemapResult } from '@dingdee/shared/mapping';
import type { UndoChange as Asked, ChangeUndo, LookAtChange } from '@dingdee/shared/mapping-change';
import { Injectable } from '@nestjs/common';
import { BaseDataCatalog } from '../../base-data/base-data-catalog.js';
import { REMAPPED_STATES } from '../../bill/ledger/remapped-states.js';
import { clock } from '../../database/clock.js';
import { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { SelectionNotAsShownError } from '../../domain/bill/bill.errors.js';
import type { BillCondition } from '../run/bills-to-map.js';
import { MapBills } from '../run/map-bills.js';
import { MappingTableChangedError } from '../run/mapping.errors.js';
import { remapAfter } from '../run/remap-after.js';
import { APPROVED, BOOKED, countBehind, reachOf, spanOf } from '../run/row-reach.js';
import { formerRows, type Place } from '../table/former-rows.js';
import { type MappingTableRef, MappingTables } from '../table/mapping-tables.js';
import { dayIn } from '../table/row-spots.js';
import { WriteMappingRows } from '../table/write-mapping-rows.js';
import { ChangeKeptError, NoSuchChangeError } from './change.errors.js';
import { type PlacedChange, RowChanges } from './row-changes.js';

/** Most attempts if the table changes meanwhile, perhaps at another place: each attempt reads it again. */
const MOST_TRIES = 4;

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
    const reach = await this.reachOf(table, place);
    const behind = { table: table.code, key: place.key };
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
      touched: await countBehind(this.db, behind, REMAPPED_STATES, reach),
      untouchedApproved: await countBehind(this.db, behind, APPROVED, reach),
      untouchedBooked: await countBehind(this.db, behind, BOOKED, reach),
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
    const { revision } = change;
    const reach = await this.reachOf(table, place);
    const now = await countBehind(this.db, { table: table.code, key: place.key }, REMAPPED_STATES, reach);
    if (now.count !== shown.count || now.amount !== shown.amount) throw new SelectionNotAsShownError(shown, now);
    const former = await formerRows(this.db, { tableId: table.id, revision, only: place }, by.userId);
    const key = change.keyLabel || change.key;
    if ('changed' in former) throw new ChangeKeptError('changed', key, null, clock.now());
    const saved = await this.db.inTransaction((tx) =>
      this.writing.write(
        tx,
        table,
        former.rows,
        by,
        { way: 'undo', undoes: revision },
        { revision: table.revision, ends: former.ends, said: { undoes: revision } },
      ),
    );
    return remapAfter(this.db, this.mapping, table, saved, `映射表“${table.name}”撤回了“${key}”的改动`, by, reach);
  }

  /** Returns the condition for bills behind rows of these days: each counts until the next row at its place takes over. */
  private async reachOf({ id, code }: MappingTableRef, place: Place): Promise<BillCondition> {
    const { orgNumber, key, scope, scopeValue, days } = place;
    const rows = await this.db.query<{ from_day: string }>(
      `SELECT from_day FROM mapping_row WHERE table_id = ? AND row_key = ? AND org_number = ? AND scope = ? AND scope_value = ? AND until_revision IS NULL`,
      [id, key, orgNumber, scope, scopeValue],
    );
    const others = rows.map(({ from_day }) => from_day).filter((day) => !days.includes(day));
    return reachOf(
      code,
      place,
      days.map((day) => spanOf(day, others)),
    );
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
