import type { RemapResult } from '@dingdee/shared/mapping';
import { fromFen, toFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import type { SchemeContent } from '@dingdee/shared/scheme';
import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { BaseDataCatalog } from '../../base-data/base-data-catalog.js';
import { BillLedger } from '../../bill/ledger/bill-ledger.js';
import { dueToMap, noteDueToMap, settleDueToMap } from '../../bill/ledger/bills-due-to-map.js';
import { today } from '../../bill/ledger/day-passed.js';
import { REMAPPED_STATES } from '../../bill/ledger/remapped-states.js';
import { SPOILT_ON_DESK, spoiltWords, tellSpoilt } from '../../bill/ledger/spoilt-bills.js';
import { unknownIn } from '../../bill/ledger/unknown-amounts.js';
import { closedPeriods, lastClosed } from '../../bill/period/closed-periods.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { RecentApprovals } from '../../connectors/dingtalk/recent-approvals.js';
import { clock } from '../../database/clock.js';
import { readInt, validJson } from '../../database/columns.js';
import { Database, placeholders } from '../../database/database.js';
import { isDatabaseAway } from '../../database/database-away.js';
import { type Actor, SYSTEM } from '../../domain/actor.js';
import { beijingDate } from '../../domain/beijing-time.js';
import { isOpen } from '../../domain/bill/bill-state.js';
import type { MappingResult } from '../../domain/draft/mapping-result.js';
import { asksForPeriods, asksForPushDay } from '../../engine/rule/days.js';
import type { MappingBook } from '../../engine/rule/mapping-book.js';
import { Wakes } from '../../queue/wakes.js';
import { FormDefinitions } from '../../scheme/drift/form-definitions.js';
import { SchemeStore } from '../../scheme/version/scheme-store.js';
import { WITHOUT_ROW } from './behind-mapping.js';
import { behindTable } from './behind-table.js';
import { type BillCondition, BillsToMap, type BillToMap, isUnseen, type SpoiltToMap, UNSEEN } from './bills-to-map.js';
import { seedTables } from './built-in-tables.js';
import { type MappingBasis, mapBill, unreadable } from './map-one.js';
import { MappingBooks } from './mapping-books.js';
import {
  behindEngine,
  issuesDiffer,
  OPEN_STATES,
  ORDERED_STATES,
  type StoredOutcome,
  sinceEngine,
} from './since-engine.js';

/** Most attempts to map a group of bills because a table or a bill changed during the mapping. */
const MOST_TRIES = 4;
/** The run is scheduled as well, because nothing wakes it again after the database has broken it off; less often than the sweep of what is sent. */
const SWEEPS_PER_LOOK = 5;
const SAVE_FAILED = '映射结果无法保存，没有生成单据。请联系管理员查看日志。';

/** Bills that a change affects: by id, or all that asked a table for one of these keys and meet a condition on bill b. */
export type Touched = { ids: readonly string[] } | { table: string; keys: readonly string[]; only?: BillCondition };

/** Counts of one run over many bills. */
export class RemapTally {
  remapped = 0;
  ready = { count: 0, fen: 0n, unknown: 0 };
  missing = { count: 0, fen: 0n, unknown: 0 };
  voided = 0;
  /** Bills that waited for a value and no longer do, as the mapping left them. */
  readonly released: { id: string; version: number }[] = [];

  /** @param kind state before the mapping: a held bill stays held and is not counted as ready or missing. */
  add(result: MappingResult, { kind }: Pick<BillToMap['ref'], 'kind'>): void {
    const { total } = result.facts;
    this.remapped += 1;
    if (kind === 'held') return;
    const place = result.draft === null ? this.missing : this.ready;
    place.count += 1;
    if (total === null) place.unknown += 1;
    else place.fen += toFen(total);
  }

  answer(table: string | null, revision: number | null): RemapResult {
    return {
      table,
      revision,
      remapped: this.remapped,
      becameReady: sumOf(this.ready),
      stillMissing: sumOf(this.missing),
      voidedApprovals: this.voided,
    };
  }
}

const sumOf = ({ count, fen, unknown }: RemapTally['ready']): CountAndSum => ({
  count,
  amount: fromFen(fen),
  ...unknownIn(unknown),
});

/** Maps collected bills, and maps open ones again when a table, a scheme or base data changed. One transaction per chunk. */
@Injectable()
export class MapBills implements OnApplicationBootstrap {
  private readonly log = new Logger('mapping');
  /** Scheme id → version that its open bills were last mapped with, in this process. */
  private readonly caughtUp = new Map<string, number>();
  private baseDataChanged = false;
  /** Table id → revision up to which the bills behind its rows were mapped again in this process. */
  private readonly tableMarks = new Map<string, number>();
  /** Whether every open bill is mapped by the engine of today. */
  private engineCaughtUp = false;
  /** Mark of the departments that share a name, as the open bills behind them were last mapped with in this process. */
  private departmentsMark = '';
  /** Mark of the changes of forms, as the open bills behind them were last mapped with in this process. */
  private formsMark = '';
  /** Closed periods by paying organisation, as the open bills were last mapped with in this process; null before the first check. */
  private closedMark: ReadonlyMap<string, string> | null = null;
  /** Day and time of the last check for bills of a day that has passed; an empty day asks for a check before its time. */
  private daysLooked = { day: '', at: 0 };
  /** Last confirmation of a row of each table up to which the bills behind it were mapped again in this process. */
  private confirmedMark = '';

  constructor(
    private readonly db: Database,
    private readonly bills: BillsToMap,
    private readonly books: MappingBooks,
    private readonly schemes: SchemeStore,
    private readonly forms: FormDefinitions,
    private readonly catalog: BaseDataCatalog,
    private readonly ledger: BillLedger,
    private readonly wakes: Wakes,
    private readonly recent: RecentApprovals,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'DUE_SWEEP_MS'>,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.db.inTransaction(seedTables);
    // Before anything is pushed: an approval that rests on a name of several departments is not certain any more.
    await this.catchUpDepartments();
    // The same for bills that a former engine mapped.
    await this.catchUpEngine(`b.state_kind = 'approved'`);
    await this.catchUpEngine(ORDERED_STATES, { noteOnly: true });
    this.catalog.onChanged(async () => {
      this.baseDataChanged = true;
      this.wakes.wakeHere('map');
    });
    this.wakes.on('map', () => this.work());
    this.wakes.every('map', this.settings.DUE_SWEEP_MS * SWEEPS_PER_LOOK);
    this.wakes.wake('map');
  }

  /** Does everything that is due: first mappings, then open bills that a change affects and that nobody finished mapping. */
  async work(): Promise<void> {
    await this.mapCollected();
    await this.mapDue();
    await this.catchUpSpoilt();
    await this.catchUpDays();
    await this.catchUpDepartments();
    await this.catchUpOpen();
    await this.catchUpSchemes();
    await this.catchUpTables();
    await this.catchUpConfirmed();
    await this.catchUpForms();
    await this.catchUpPeriods();
    if (this.baseDataChanged) {
      this.baseDataChanged = false;
      await this.recheck().catch((error: unknown) => {
        this.baseDataChanged = true;
        throw error;
      });
    }
  }

  /** Maps every collected bill for the first time. @returns the number of bills. */
  async mapCollected(): Promise<number> {
    const tally = new RemapTally();
    for await (const ids of this.bills.collected()) await this.mapPage(ids, { why: '首次映射', by: SYSTEM, tally });
    return tally.remapped;
  }

  /**
   * Maps open, unapproved bills again, streamed; approved bills are left as they are.
   * @param touched ids may also name one approved bill, whose approval is voided if its content changes.
   * @param why shown on a voided approval, e.g. "映射表 费用项目 改了 市内交通".
   */
  async remap(touched: Touched, why: string, by: Actor, tally = new RemapTally()): Promise<RemapTally> {
    if ('ids' in touched) {
      await this.mapPage(touched.ids, { why, by, tally, also: 'approved' });
      return tally;
    }
    const seen = new Set<string>();
    for (let start = 0; start < touched.keys.length; start += 200) {
      const keys = touched.keys.slice(start, start + 200);
      const condition = `(${REMAPPED_STATES}) AND b.id IN (SELECT l.bill_id FROM bill_lookup l WHERE l.table_code = ?
        AND l.lookup_key IN (${placeholders(keys)}))${touched.only ? ` AND ${touched.only.sql}` : ''}`;
      const parameters = [touched.table, ...keys, ...(touched.only?.parameters ?? [])];
      for await (const page of this.bills.where(condition, parameters)) {
        const fresh = page.filter((id) => !seen.has(id));
        for (const id of fresh) seen.add(id);
        await this.mapPage(fresh, { why, by, tally });
      }
    }
    if (touched.keys.length > 0) await this.remapWithoutRow(touched.table, { why, by, tally });
    return tally;
  }

  /**
   * Maps the bills again whose paying organisation no row names. It depends on all rows: on whether any row names another organisation,
   * and on a row 默认.
   */
  private async remapWithoutRow(table: string, run: Run): Promise<void> {
    const behind = `(${REMAPPED_STATES}) AND EXISTS (SELECT 1 FROM mapping_table t WHERE t.code = ? AND ${WITHOUT_ROW})`;
    for await (const ids of this.bills.where(behind, [table]))
      await this.mapPage(ids, { ...run, onlyChanged: true, renew: true });
  }

  /** Maps open, unapproved bills again that were frozen while tables may have changed, if that changes anything. */
  async refresh(ids: readonly string[], why: string): Promise<void> {
    await this.mapPage(ids, catchingUp(why));
  }

  /** Maps open bills again whose issues or names differ after a change of base data. */
  private async recheck(): Promise<void> {
    for await (const ids of this.bills.where(REMAPPED_STATES, []))
      await this.mapPage(ids, { ...quietly('金蝶基础资料有变化'), onlyChanged: true });
  }

  /** Maps bills again that could not be read: they may have been repaired. */
  private async catchUpSpoilt(): Promise<void> {
    for await (const ids of this.bills.where(SPOILT_ON_DESK, []))
      await this.mapPage(ids, quietly('存的内容又能读出来了'));
  }

  private async catchUpSchemes(): Promise<void> {
    for (const [id, version] of await this.schemes.currentVersions()) {
      if (this.caughtUp.get(id) === version) continue;
      const behind = `(${REMAPPED_STATES}) AND b.scheme_id = ? AND b.scheme_version <> ?`;
      for await (const ids of this.bills.where(behind, [id, version]))
        await this.mapPage(ids, quietly(`方案改为第 ${version} 版`));
      this.caughtUp.set(id, version);
    }
  }

  /** Maps bills that came back from a state in which nothing maps them, and those that a run had to leave (bills-due-to-map.ts). */
  private async mapDue(): Promise<void> {
    let after = '';
    for (;;) {
      const due = await dueToMap(this.db, after);
      if (due.length === 0) return;
      const ids = due.map(({ id }) => id);
      const left = new Set(await this.mapPage(ids, catchingUp('补上停留期间的改动')));
      await this.db.inTransaction((tx) =>
        settleDueToMap(
          tx,
          due.filter(({ id }) => !left.has(id)),
        ),
      );
      after = ids.at(-1) ?? after;
    }
  }

  /**
   * Maps the bills behind rows that were saved since the last check. The request that saves a row maps them at once, but may have been
   * broken off (the database was away, the process ended). After a start all rows count.
   */
  private async catchUpTables(): Promise<void> {
    const tables = await this.db.query<{ id: string; code: string; revision: unknown }>(
      'SELECT id, code, revision FROM mapping_table ORDER BY code',
    );
    for (const { id, code, revision } of tables) {
      const [mark, now] = [this.tableMarks.get(id) ?? 0, readInt(revision)];
      if (now <= mark) continue;
      const { sql, parameters } = behindTable({ id, code }, mark);
      for await (const ids of this.bills.where(sql, parameters))
        await this.mapPage(ids, catchingUp('补上映射表的改动'));
      this.tableMarks.set(id, now);
    }
  }

  /**
   * Maps bills again whose department's name is shared: a second department of that name was seen, or they can be told apart better.
   * Bills that were mapped by the name alone, approved ones too, are mapped again, because their row no longer says which department it
   * means.
   */
  private async catchUpDepartments(): Promise<void> {
    const { mark, names, ofName } = await this.books.departments();
    if (mark === this.departmentsMark) return;
    const keys = [...new Set(names.flatMap((name) => [name, ...ofName(name).map(({ key }) => key)]))];
    for (let start = 0; start < keys.length; start += 200) {
      const part = keys.slice(start, start + 200);
      const list = placeholders(part);
      const behind = `(${REMAPPED_STATES} OR b.state_kind = 'approved') AND (b.department IN (${list})
        OR b.id IN (SELECT l.bill_id FROM bill_lookup l WHERE l.lookup_key IN (${list})))`;
      for await (const ids of this.bills.where(behind, [...part, ...part])) await this.mapPage(ids, SAME_NAME);
    }
    this.departmentsMark = mark;
  }

  /** Runs once per start, for approved and ready bills first. Bills that could not be mapped now are tried again. */
  private async catchUpOpen(): Promise<void> {
    if (this.engineCaughtUp) return;
    for (const states of [`b.state_kind = 'approved'`, `b.state_kind = 'ready'`, REMAPPED_STATES])
      await this.catchUpEngine(states);
    const [left] = await this.db.query(`SELECT b.id FROM bill b WHERE ${behindEngine(OPEN_STATES)} LIMIT 1`);
    this.engineCaughtUp = left === undefined;
  }

  /**
   * Maps bills again that a former engine has mapped (decision 120). If the engine of today gives the same, only that is noted; an
   * approval is voided if payload or issues differ. Each chunk is a transaction of its own, and finished bills are not checked again.
   */
  private async catchUpEngine(states: string, how: Pick<Run, 'noteOnly'> = {}): Promise<void> {
    for await (const ids of this.bills.where(behindEngine(states), []))
      await this.mapPage(ids, {
        ...quietly('程序升级后重新核对'),
        also: 'approved',
        onlyChanged: true,
        sinceEngine: true,
        ...how,
      });
  }

  /** Asks for another check: approved bills of a former engine came back from the push. */
  engineBehindAgain(): void {
    this.engineCaughtUp = false;
    this.wakes.wakeHere('map');
  }

  /**
   * Maps open bills again behind rows that a second person has confirmed since they were read here: the row's author no longer counts as
   * a hand of these bills.
   */
  private async catchUpConfirmed(): Promise<void> {
    // Every confirmation gives its table a revision of its own.
    const looks = await this.db.query<{ id: string; last: unknown }>(
      'SELECT t.id, (SELECT MAX(r.confirmed_revision) FROM mapping_row r WHERE r.table_id = t.id) AS last FROM mapping_table t ORDER BY t.id',
    );
    const mark = looks.map(({ id, last }) => `${id} ${last ?? ''}`).join('\n');
    if (mark === this.confirmedMark) return;
    const behind = `(${REMAPPED_STATES}) AND b.payees IS NOT NULL AND EXISTS (SELECT 1 FROM bill_lookup l JOIN mapping_table t ON t.code = l.table_code
      JOIN mapping_row r ON r.table_id = t.id AND r.row_key = l.lookup_key
      WHERE l.bill_id = b.id AND r.confirmed_at IS NOT NULL AND INSTR(b.payees, r.id) > 0)`;
    for await (const ids of this.bills.where(behind, []))
      await this.mapPage(ids, { ...quietly('映射已由另一位同事核对'), onlyChanged: true });
    this.confirmedMark = mark;
  }

  /** Maps unapproved bills again after a form was changed in DingTalk, or somebody has accepted the change. */
  private async catchUpForms(): Promise<void> {
    const mark = await this.forms.mark();
    if (mark === this.formsMark) return;
    const changed = (await this.forms.all()).filter(({ changes }) => changes.length > 0);
    const codes = ['', ...changed.map(({ processCode }) => processCode)];
    const behind = `b.state_kind IN (${placeholders(UNSEEN)}) AND (b.scheme_id IN (SELECT id FROM scheme WHERE process_code IN (${placeholders(codes)}))
      OR EXISTS (SELECT 1 FROM bill_content c WHERE c.bill_id = b.id AND c.issues LIKE ?))`;
    for await (const ids of this.bills.where(behind, [...UNSEEN, ...codes, STOPPED]))
      await this.mapPage(ids, { ...quietly('钉钉表单有改动'), onlyChanged: true });
    this.formsMark = mark;
  }

  /** Maps open bills again whose rules ask for closed periods, after Kingdee has refused a month, or accepted one that it had refused. */
  private async catchUpPeriods(): Promise<void> {
    const known = lastClosed(await closedPeriods(this.db));
    const before = this.closedMark ?? new Map<string, string>();
    const changed = [...new Set([...known.keys(), ...before.keys()])].filter(
      (org) => known.get(org) !== before.get(org),
    );
    // After a start: a month may have been opened again just before it.
    const cited =
      this.closedMark === null
        ? `EXISTS (SELECT 1 FROM bill_content c WHERE c.bill_id = b.id AND JSON_EXTRACT(${validJson('c.citations')}, '$.closed') IS NOT NULL)`
        : '1 = 0';
    if (changed.length === 0 && this.closedMark !== null) return;
    const asking: string[] = [];
    for (const [id, number] of await this.schemes.currentVersions())
      if (asksForPeriods((await this.schemes.version(id, number)).content)) asking.push(id);
    if (asking.length > 0) {
      const ofChanged = changed.length === 0 ? '1 = 0' : `b.org_number IN (${placeholders(changed)})`;
      const behind = `(${REMAPPED_STATES}) AND (${ofChanged} OR ${cited}) AND b.scheme_id IN (${placeholders(asking)})`;
      for await (const ids of this.bills.where(behind, [...changed, ...asking]))
        await this.mapPage(ids, { ...quietly('金蝶的会计期间有变化'), onlyChanged: true });
    }
    this.closedMark = known;
  }

  /**
   * Maps bills again whose 推送当天 is another day than today, approved ones too: they get today's date, and the approval for another day is
   * voided (decision 159). Checked at the change of the day, when such a bill came back from the push, and every minute if a scheme uses
   * 推送当天.
   */
  private async catchUpDays(): Promise<void> {
    const now = clock.now();
    const day = beijingDate(now);
    const looked = this.daysLooked;
    if (looked.day === day && (now - looked.at < DAYS_LOOKED_MS || !(await this.somebodyAsks(asksForPushDay)))) return;
    this.daysLooked = { day, at: now };
    try {
      for await (const ids of this.bills.where(`(${DAY_STATES}) AND b.push_day <> ?`, [day]))
        await this.mapPage(ids, { ...quietly(NEW_DAY), also: 'approved', onlyChanged: true, newDay: true });
    } catch (error) {
      this.daysLooked = looked;
      throw error;
    }
  }

  private async somebodyAsks(asks: (content: SchemeContent) => boolean): Promise<boolean> {
    for (const [id, number] of await this.schemes.currentVersions())
      if (asks((await this.schemes.version(id, number)).content)) return true;
    return false;
  }

  /** Asks for another check: approved bills of another day came back from the push. */
  daysPassedAgain(): void {
    this.daysLooked = { day: '', at: 0 };
    this.wakes.wakeHere('map');
  }

  /** @returns ids of bills that changed again and again while they were mapped: they are due now, and the next run takes them. */
  private async mapPage(ids: readonly string[], run: Run): Promise<string[]> {
    const spoilt: SpoiltToMap[] = [];
    const left: string[] = [];
    for await (const group of this.bills.groups(ids, (one) => spoilt.push(one))) {
      left.push(...(await this.mapGroup(group, run)));
      // SQLite answers synchronously: without this the rest of the program would wait for the whole run.
      await new Promise((resolve) => setImmediate(resolve));
    }
    await this.leave(spoilt);
    return left;
  }

  /** Notes on each unreadable bill that it cannot be read, and otherwise leaves it as it is; the others are mapped. */
  private async leave(spoilt: readonly SpoiltToMap[]): Promise<void> {
    if (spoilt.length === 0) return;
    const told = await this.db.inTransaction(async (tx) => {
      const news: SpoiltToMap[] = [];
      for (const one of spoilt) if (await tellSpoilt(tx, one, clock.now())) news.push(one);
      return news;
    });
    for (const { id, columns } of told) this.log.error(`bill ${id}: ${spoiltWords(columns)}`);
  }

  private async mapGroup(group: readonly BillToMap[], run: Run): Promise<string[]> {
    let due = group;
    for (let attempt = 1; due.length > 0 && attempt <= MOST_TRIES; attempt++) {
      const book = await this.books.current();
      const { mapped, same } = await this.mapAll(due.filter(mayMap(run)), book, run);
      const stale = await this.save(mapped, book, run);
      if (run.renew) stale.push(...(await this.renew(same, book)));
      due = await this.bills.load(stale);
    }
    if (due.length === 0) return [];
    this.log.warn(`${due.length} bills changed while they were mapped, left for the next run`);
    const ids = due.map(({ ref }) => ref.id);
    // The next sweep takes them. A wake from here would run again at once, and for ever where the cause stays.
    await this.db.inTransaction((tx) => noteDueToMap(tx, ids));
    return ids;
  }

  /**
   * Makes bills with an unchanged result cite what they were mapped with now.
   * @returns ids to map again: the bills, or a table, had changed.
   */
  private async renew(same: readonly Mapped[], book: MappingBook): Promise<string[]> {
    const open = same.filter(({ bill }) => UNSEEN.includes(bill.ref.kind));
    if (open.length === 0) return [];
    const stale = await this.db.inTransaction(async (tx) =>
      (await this.books.isCurrent(tx, book))
        ? this.ledger.renewContent(
            tx,
            open.map(({ bill, result }) => ({ bill: bill.ref, result })),
          )
        : null,
    );
    return stale ?? open.map(({ bill }) => bill.ref.id);
  }

  /** @returns `mapped`: bills to write; `same`: bills with an unchanged result. */
  private async mapAll(
    due: readonly BillToMap[],
    book: MappingBook,
    run: Run,
  ): Promise<{ mapped: Mapped[]; same: Mapped[] }> {
    const { onlyChanged, approvedOnlyIf } = run;
    const baseData = await this.catalog.current();
    const departments = await this.books.departments();
    const stops = await this.forms.stops();
    const current = await this.schemes.currentVersions();
    const stored = onlyChanged ? await this.storedOutcomes(due, run.sinceEngine) : null;
    const mapped: Mapped[] = [];
    const same: Mapped[] = [];
    for (const bill of due) {
      const version = current.get(bill.schemeId) ?? bill.schemeVersion;
      const written = await this.schemes.version(bill.schemeId, version);
      const { content, form, writers } = written;
      const scheme = { id: bill.schemeId, version, content, form, writers };
      // A bill that somebody has approved is not stopped by it.
      const formStops = isUnseen(bill) ? stops(written) : [];
      const basis = { book, baseData, departments, scheme, formStops };
      const result = this.mapOne(bill, basis, run);
      const otherDay = bill.pushDay !== (result.pushDay ?? null);
      const sameHash = bill.contentHash === result.hash && !otherDay;
      const before = stored?.get(bill.ref.id);
      // A refused bill leaves 异常 only if what would be sent has changed.
      const refused = bill.ref.kind === 'failed' && sameHash;
      const toldSame =
        before && (before.outcome === outcomeText(result) || (run.noteOnly && !issuesDiffer(before, result)));
      if (refused || (sameHash && toldSame)) {
        same.push({ bill, basis, result });
        continue;
      }
      if (run.noteOnly) continue;
      if (bill.ref.kind === 'approved' && approvedOnlyIf && !approvedOnlyIf(result)) continue;
      const told =
        run.sinceEngine && before
          ? { why: sinceEngine(before, result), toldOtherwise: issuesDiffer(before, result) }
          : bill.ref.kind === 'approved' && otherDay
            ? { ...(run.newDay ? { why: dayWords(bill, result) } : {}), toldOtherwise: true }
            : {};
      mapped.push({ bill, basis, result, ...told });
    }
    if (run.sinceEngine && same.length > 0) {
      const ids = same.map(({ bill }) => bill.ref.id);
      await this.db.inTransaction((tx) => this.ledger.noteEngine(tx, ids));
    }
    return { mapped, same };
  }

  /**
   * Maps one bill. A refused bill, or one that waits in an order, is mapped by the day that it was made for: a new day alone changes
   * nothing of it.
   */
  private mapOne(bill: BillToMap, basis: MappingBasis, run: Run): MappingResult {
    const mapBy = (day: string) => mapBill({ ...bill, day }, basis, (raw) => this.recent.take(raw)).result;
    const { pushDay } = bill;
    if (pushDay === null || pushDay === bill.day || !(run.noteOnly || bill.ref.kind === 'failed'))
      return mapBy(bill.day);
    const asThen = mapBy(pushDay);
    return run.noteOnly || asThen.hash === bill.contentHash ? asThen : mapBy(bill.day);
  }

  /** @returns ids to map again: the bills, a table or the day had changed. */
  private async save(mapped: readonly Mapped[], book: MappingBook, run: Run): Promise<string[]> {
    if (mapped.length === 0) return [];
    try {
      const done = await this.db.inTransaction(async (tx) =>
        mapped.every(({ result: { pushDay } }) => pushDay === undefined || pushDay === today()) &&
        (await this.books.isCurrent(tx, book))
          ? this.ledger.applyMapping(tx, mapped.map(asApplied(run)), run.by)
          : null,
      );
      if (!done) return mapped.map(({ bill }) => bill.ref.id);
      const written = new Set([...done.ready, ...done.needsMapping]);
      for (const { bill, result } of mapped) if (written.has(bill.ref.id)) run.tally.add(result, bill.ref);
      const ready = new Set(done.ready);
      for (const { bill } of mapped)
        if (bill.ref.kind === 'needs-mapping' && ready.has(bill.ref.id))
          run.tally.released.push({ id: bill.ref.id, version: bill.ref.version + 1 });
      run.tally.voided += done.voided.length;
      return done.stale;
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      const [only] = mapped;
      this.log.error(`${mapped.length} bills could not be written: ${String(error)}`);
      if (!only || mapped.length === 1) return only ? this.saveUnreadable(only, run) : [];
    }
    const stale: string[] = [];
    for (const one of mapped) stale.push(...(await this.save([one], book, run)));
    return stale;
  }

  /** Writes on the one bill of a chunk that the database refuses that it could not be saved; the others go on. */
  private async saveUnreadable(one: Mapped, run: Run): Promise<string[]> {
    const result = unreadable(one.bill, one.basis, SAVE_FAILED);
    try {
      await this.db.inTransaction((tx) => this.ledger.applyMapping(tx, [asApplied(run)({ ...one, result })], run.by));
      run.tally.add(result, one.bill.ref);
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      this.log.error(`bill ${one.bill.ref.id} is left as it is: ${String(error)}`);
    }
    return [];
  }

  private async storedOutcomes(
    due: readonly BillToMap[],
    notes = false,
  ): Promise<Map<string, StoredOutcome & { outcome: string }>> {
    const ids = due.map(({ ref }) => ref.id);
    const rows = await this.db.query<{ id: string; issues: string; notes: string; cost_items: string }>(
      `SELECT b.id, c.issues, ${notes ? 'c.notes' : `'{}' AS notes`}, b.cost_items FROM bill b JOIN bill_content c ON c.bill_id = b.id WHERE b.id IN (${placeholders(ids)})`,
      ids,
    );
    return new Map(
      rows.map(({ id, issues, notes, cost_items }) => [id, { issues, notes, outcome: `${issues}\n${cost_items}` }]),
    );
  }
}

interface Mapped {
  bill: BillToMap;
  basis: MappingBasis;
  result: MappingResult;
  /** Replaces the reason of the run. */
  why?: string;
  toldOtherwise?: boolean;
}

/** One pass over bills: its reason, its actor, and the bills that it skips. */
interface Run {
  why: string;
  by: Actor;
  tally: RemapTally;
  /** Includes approved bills, whose approval is voided if their content changes. */
  also?: 'approved';
  /** Skips bills of which nothing would change. */
  onlyChanged?: boolean;
  /** Bills of which nothing would change cite the tables and the scheme version of today. */
  renew?: boolean;
  /**
   * The bills were mapped by a former engine: an equal result is noted as that of today's engine, and an approval is voided if the issues
   * differ.
   */
  sinceEngine?: boolean;
  /** Only the equal result is noted: nothing else is written, in whatever state the bills are. */
  noteOnly?: boolean;
  /** The day has changed: the voided approval says so. */
  newDay?: boolean;
  /** Restricts approved bills to those with such a result. */
  approvedOnlyIf?: (result: MappingResult) => boolean;
}

/** LIKE pattern for issues that contain a change of the form. */
const STOPPED = '%"form-changed"%';
/** Open bills without the refused ones, which keep the day of their refusal until somebody cures them. */
const DAY_STATES = `b.state_kind IN ('approved', 'ready', 'needs-mapping', 'held')`;
const DAYS_LOOKED_MS = 60_000;
const NEW_DAY = '到了新的一天，推送当天改为今天';
const dayWords = ({ pushDay }: BillToMap, result: MappingResult): string =>
  pushDay === null || result.pushDay === undefined
    ? NEW_DAY
    : `日期是推送当天：按 ${pushDay} 审核，当天没有推送，改为 ${result.pushDay}`;
const quietly = (why: string): Run => ({ why, by: SYSTEM, tally: new RemapTally() });
/** Run for bills that are behind tables or scheme: afterwards none of them is (behind-mapping.ts). */
const catchingUp = (why: string): Run => ({ ...quietly(why), onlyChanged: true, renew: true });

const SAME_NAME_CODES: ReadonlySet<string> = new Set(['unmapped', 'same-department']);
/** Run for shared names of departments: an approved bill is changed only if it rests on such a name. */
const SAME_NAME: Run = {
  ...quietly('钉钉里有几个同名的部门'),
  also: 'approved',
  onlyChanged: true,
  approvedOnlyIf: ({ issues }) =>
    issues.some(({ code, level, params }) => level === 'red' && params !== undefined && SAME_NAME_CODES.has(code)),
};

const mayMap =
  ({ also, noteOnly = false }: Run) =>
  ({ ref }: BillToMap): boolean =>
    noteOnly || (isOpen(ref) && (ref.kind !== 'approved' || also === 'approved'));

const asApplied =
  (run: Run) =>
  ({ bill, result, why = run.why, toldOtherwise = false }: Mapped) => ({
    bill: bill.ref,
    approvedHash: bill.approvedHash,
    result,
    why,
    toldOtherwise,
  });

/** Returns the part of a mapping that a change of base data can change, as it is stored. */
const outcomeText = ({ issues, facts }: MappingResult): string =>
  `${JSON.stringify(issues)}\n${JSON.stringify(facts.costItems.slice(0, 3).map((name) => name.slice(0, 60)))}`;
