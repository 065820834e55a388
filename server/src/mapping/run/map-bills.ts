import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { BaseDataCatalog } from '../../base-data/base-data-catalog.js';
import { dueToMap, settleDueToMap } from '../../bill/ledger/bills-due-to-map.js';
import { REMAPPED_STATES } from '../../bill/ledger/remapped-states.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { Database, placeholders } from '../../database/database.js';
import { type Actor, SYSTEM } from '../../domain/actor.js';
import { Wakes } from '../../queue/wakes.js';
import { RelatedStore } from '../related/related-store.js';
import { WITHOUT_ROW } from './behind-mapping.js';
import { BillMapper } from './bill-mapper.js';
import { type BillCondition, BillsToMap } from './bills-to-map.js';
import { seedTables } from './built-in-tables.js';
import { CatchUp } from './catch-up.js';
import { catchingUp, type Run } from './mapping-run.js';
import { RemapTally } from './remap-tally.js';

/** The run is scheduled as well, because nothing wakes it again after the database has broken it off; less often than the sweep of what is sent. */
const SWEEPS_PER_LOOK = 5;

/** Bills that a change affects: by id, or all that asked a table for one of these keys and meet a condition on bill b. */
export type Touched = { ids: readonly string[] } | { table: string; keys: readonly string[]; only?: BillCondition };

/** Maps collected bills, and maps open ones again when a table, a scheme or base data changed. One transaction per chunk. */
@Injectable()
export class MapBills implements OnApplicationBootstrap {
  constructor(
    private readonly db: Database,
    private readonly bills: BillsToMap,
    private readonly catalog: BaseDataCatalog,
    private readonly wakes: Wakes,
    private readonly mapper: BillMapper,
    private readonly catchUp: CatchUp,
    private readonly related: RelatedStore,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'DUE_SWEEP_MS'>,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.db.inTransaction(seedTables);
    await this.catchUp.beforePush();
    this.catalog.onChanged(async () => this.catchUp.baseDataChangedAgain());
    this.wakes.on('map', () => this.work());
    this.wakes.whenDue('map', {
      withinMs: this.settings.DUE_SWEEP_MS * SWEEPS_PER_LOOK,
      nextDue: async () => ((await this.isLeft()) ? 0 : null),
    });
    this.wakes.wake('map');
  }

  /** Does everything that is due: first mappings, then open bills that a change affects and that nobody finished mapping. */
  async work(): Promise<void> {
    await this.mapCollected();
    await this.mapDue();
    await this.mapWithRelated();
    await this.catchUp.work();
  }

  /** Maps every collected bill for the first time. @returns the number of bills. */
  async mapCollected(): Promise<number> {
    const tally = new RemapTally();
    for await (const ids of this.bills.collected()) await this.mapper.map(ids, { why: '首次映射', by: SYSTEM, tally });
    return tally.remapped;
  }

  /**
   * Maps open, unapproved bills again, streamed; approved bills are left as they are.
   * @param touched ids may also name one approved bill, whose approval is voided if its content changes.
   * @param why shown on a voided approval, e.g. "映射表 费用项目 改了 市内交通".
   */
  async remap(touched: Touched, why: string, by: Actor, tally = new RemapTally()): Promise<RemapTally> {
    if ('ids' in touched) {
      await this.mapper.map(touched.ids, { why, by, tally, also: 'approved' });
      return tally;
    }
    for (let start = 0; start < touched.keys.length; start += 200) {
      const keys = touched.keys.slice(start, start + 200);
      const condition = `(${REMAPPED_STATES}) AND b.id IN (SELECT l.bill_id FROM bill_lookup l WHERE l.table_code = ?
        AND l.lookup_key IN (${placeholders(keys)}))${touched.only ? ` AND ${touched.only.sql}` : ''}`;
      const parameters = [touched.table, ...keys, ...(touched.only?.parameters ?? [])];
      for await (const page of this.bills.where(condition, parameters)) {
        const fresh = page.filter((id) => !tally.mapped.has(id));
        for (const id of fresh) tally.mapped.add(id);
        await this.mapper.map(fresh, { why, by, tally });
      }
    }
    if (touched.keys.length > 0) await this.remapWithoutRow(touched.table, { why, by, tally });
    // A large import touches keys of which no bill waits: then no bill above has read the table.
    await this.mapper.readTables();
    return tally;
  }

  /**
   * Maps the bills again whose paying organisation no row names. It depends on all rows: on whether any row names another organisation,
   * and on a row 默认.
   */
  private async remapWithoutRow(table: string, run: Run): Promise<void> {
    const behind = `(${REMAPPED_STATES}) AND EXISTS (SELECT 1 FROM mapping_table t WHERE t.code = ? AND ${WITHOUT_ROW})`;
    for await (const ids of this.bills.where(behind, [table]))
      await this.mapper.map(ids, { ...run, onlyChanged: true, renew: true });
  }

  /** Maps open, unapproved bills again that were frozen while tables may have changed, if that changes anything. */
  async refresh(ids: readonly string[], why: string): Promise<void> {
    await this.mapper.map(ids, catchingUp(why));
  }

  /** Tells whether a run has left something that another run may be able to do. */
  private async isLeft(): Promise<boolean> {
    if (this.catchUp.isBehind || (await dueToMap(this.db, '')).length > 0) return true;
    return this.bills.anyLeft();
  }

  /** Maps bills whose related approvals were read, or of which something else was learned. */
  private async mapWithRelated(): Promise<void> {
    for (let news = await this.related.news(); news.length > 0; news = await this.related.news()) {
      await this.mapper.map([...new Set(news.map(({ billId }) => billId))], catchingUp('关联的审批读到了'));
      await this.related.mapped(news);
    }
  }

  /** Maps bills that came back from a state in which nothing maps them, and those that a run had to leave (bills-due-to-map.ts). */
  private async mapDue(): Promise<void> {
    let after = '';
    for (;;) {
      const due = await dueToMap(this.db, after);
      if (due.length === 0) return;
      const ids = due.map(({ id }) => id);
      const left = new Set(await this.mapper.map(ids, catchingUp('补上停留期间的改动')));
      await this.db.inTransaction((tx) =>
        settleDueToMap(
          tx,
          due.filter(({ id }) => !left.has(id)),
        ),
      );
      after = ids.at(-1) ?? after;
    }
  }
}
