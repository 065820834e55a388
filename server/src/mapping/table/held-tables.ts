import { setImmediate as others } from 'node:timers/promises';
import type { BaseDataIndex } from '../../base-data/base-data-index.js';
import type { Database } from '../../database/database.js';
import { changedKeys } from '../run/changed-keys.js';
import type { MappingTableRef } from './mapping-tables.js';
import { comparePlaces, RowBlock, type RowPlace, type SearchedRow } from './row-block.js';
import { soughtWord } from './spelt-word.js';

const PAGE = 1000;
/** Most rows of all tables that are kept for searching, some 150 bytes each; the last searched table is always kept. */
const MOST_ROWS = 200_000;

interface HeldTable {
  revision: number;
  blocks: RowBlock[];
  /** Target number → its small index. */
  targets: Map<string, number>;
  /** Organisation → its small index; "" (all) is 0. */
  orgs: Map<string, number>;
}
/** Indexes that the blocks of a table share. */
type Indexes = Pick<HeldTable, 'targets' | 'orgs'>;

/** A search of a person in a table. */
export interface Search {
  q: string;
  /** Only rows of this organisation and those for all; null: all rows. */
  org: string | null;
  after: RowPlace | null;
  /** Most rows to return. */
  most: number;
}

/**
 * Current rows of mapping tables, packed for searching as base data is (decision 76): no index of either database finds a part of a word.
 * Read at the first search of a table; afterwards only the blocks with a changed key are read again.
 */
export class HeldTables {
  /** By table id, the last used at the end. */
  private readonly held = new Map<string, HeldTable>();
  private readonly loading = new Map<string, Promise<HeldTable>>();

  constructor(private readonly db: Database) {}

  /**
   * Returns the first rows after a place that contain the word in key, label, number or name, or whose source value or target has that
   * pinyin; and their total.
   */
  async search(table: MappingTableRef, { q, org, after, most }: Search, baseData: BaseDataIndex) {
    const { blocks, targets, orgs } = await this.current(table);
    const only = org === null ? null : (orgs.get(org) ?? 0);
    const { plain, spelt } = soughtWord(q);
    const hits = readSo(plain.replace(/[\s'’]/g, ''), table, targets, baseData);
    const ids: string[] = [];
    let total = 0;
    for (const block of blocks) {
      const hit = block.matches(Buffer.from(plain), hits);
      if (spelt !== null && block.readSo(Buffer.from(spelt), hit)) await others();
      // The whole block is before the page.
      const passed = after !== null && comparePlaces(block.place(block.size - 1), after) <= 0;
      for (let at = 0; at < block.size; at++) {
        if (hit[at] !== 1 || (only !== null && block.org(at) !== 0 && block.org(at) !== only)) continue;
        total += 1;
        if (passed || ids.length >= most) continue;
        if (after === null || comparePlaces(block.place(at), after) > 0) ids.push(block.id(at));
      }
    }
    return { ids, total };
  }

  /** Returns the table at this revision or a later one; concurrent callers share one read. */
  private async current(table: MappingTableRef): Promise<HeldTable> {
    const known = this.held.get(table.id);
    if (known && known.revision >= table.revision) return this.keep(table.id, known);
    const key = `${table.id}@${table.revision}`;
    const going = this.loading.get(key) ?? this.renewed(table, known).finally(() => this.loading.delete(key));
    this.loading.set(key, going);
    return this.keep(table.id, await going);
  }

  private async renewed({ id, revision }: MappingTableRef, known: HeldTable | undefined): Promise<HeldTable> {
    const keys = known && known.revision < revision ? await changedKeys(this.db, id, known.revision, revision) : null;
    const indexes = { targets: known?.targets ?? new Map<string, number>(), orgs: known?.orgs ?? new Map([['', 0]]) };
    if (known === undefined || keys === null)
      return { revision, blocks: await this.read(id, indexes, null, null), ...indexes };
    const changed = keys.map((key) => Buffer.from(key)).sort(Buffer.compare);
    const blocks: RowBlock[] = [];
    for (const [at, block] of known.blocks.entries()) {
      // The first block begins where the table does, the last ends where the table ends.
      const from = at === 0 ? null : block.place(0);
      const until = known.blocks[at + 1]?.place(0) ?? null;
      const touched = changed.some(
        (key) => (!from || Buffer.compare(key, from.key) >= 0) && (!until || Buffer.compare(key, until.key) <= 0),
      );
      if (touched) blocks.push(...(await this.read(id, indexes, from, until)));
      else blocks.push(block);
    }
    if (known.blocks.length === 0) blocks.push(...(await this.read(id, indexes, null, null)));
    return { revision, blocks, ...indexes };
  }

  /** Reads rows from one place to before another, in blocks. */
  private async read(
    tableId: string,
    { targets, orgs }: Indexes,
    from: RowPlace | null,
    until: RowPlace | null,
  ): Promise<RowBlock[]> {
    const indexIn = (indexes: Map<string, number>) => (number: string) => {
      const known = indexes.get(number) ?? indexes.size;
      indexes.set(number, known);
      return known;
    };
    const blocks: RowBlock[] = [];
    const end = until && [until.key.toString(), until.key.toString(), until.id.toString()];
    let start = from && [from.key.toString(), from.key.toString(), from.id.toString()];
    for (let first = true; ; first = false) {
      const rows: SearchedRow[] = await this.db.query<SearchedRow>(
        `SELECT id, row_key, key_label, target_number, target_name, org_number FROM mapping_row WHERE table_id = ? AND until_revision IS NULL
         ${start ? `AND row_key >= ? AND (row_key > ? OR id ${first ? '>=' : '>'} ?)` : ''}
         ${end ? 'AND row_key <= ? AND (row_key < ? OR id < ?)' : ''} ORDER BY row_key, id LIMIT ${PAGE}`,
        [tableId, ...(start ?? []), ...(end ?? [])],
      );
      if (rows.length > 0) blocks.push(new RowBlock(rows, indexIn(targets), indexIn(orgs)));
      const last = rows.at(-1);
      if (!last || rows.length < PAGE) return blocks;
      start = [last.row_key, last.row_key, last.id];
      await others();
    }
  }

  private keep(id: string, table: HeldTable): HeldTable {
    const newer = this.held.get(id);
    // A read that began later may have finished earlier.
    if (!newer || newer.revision <= table.revision) {
      this.held.delete(id);
      this.held.set(id, table);
    }
    let rows = 0;
    for (const [other, { blocks }] of [...this.held].reverse()) {
      rows += blocks.reduce((sum, { size }) => sum + size, 0);
      if (rows > MOST_ROWS && other !== id) this.held.delete(other);
    }
    return table;
  }
}

/** Marks targets whose pinyin or initials contain what was typed; null if the text cannot be pinyin. */
function readSo(
  typed: string,
  { target }: MappingTableRef,
  targets: ReadonlyMap<string, number>,
  baseData: BaseDataIndex,
): Uint8Array | null {
  if (!/^[a-z0-9]+$/.test(typed)) return null;
  const hits = new Uint8Array(targets.size);
  for (const block of baseData.blocksOf(target))
    block.readSo(Buffer.from(typed), (number) => {
      const known = targets.get(number);
      if (known !== undefined) hits[known] = 1;
    });
  return hits;
}
