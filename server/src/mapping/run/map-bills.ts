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

/** How often a group is mapped again because a table or a bill changed while it was being mapped. */
const MOST_TRIES = 4;
/** Nobody wakes it again for a run that the database broke off: it looks for itself, less often than what is sent is looked for. */
const SWEEPS_PER_LOOK = 5;
const SAVE_FAILED = '映射结果无法保存，没有生成单据。请联系管理员查看日志。';

/** Which bills a change touches: these, or all that asked a table for one of these keys and meet a condition on bill b. */
export type Touched = { ids: readonly string[] } | { table: string; keys: readonly string[]; only?: BillCondition };

/** Counts of one run over many bills. */
export class RemapTally {
  remapped = 0;
  ready = { count: 0, fen: 0n, unknown: 0 };
  missing = { count: 0, fen: 0n, unknown: 0 };
  voided = 0;
  /** Waited for a value and wait for none now, as the mapping left them. */
  readonly released: { id: string; version: number }[] = [];

  /** @param kind where the bill stood: a held one stays held, whatever it would be by now. */
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
  /** Scheme id → version that its open bills were last brought to, in this process. */
  private readonly caughtUp = new Map<string, number>();
  private baseDataChanged = false;
  /** Table id → its revision up to which the bills behind its rows were mapped anew in this process. */
  private readonly tableMarks = new Map<string, number>();
  /** Every open bill is mapped by the engine of today. */
  private engineCaughtUp = false;
  /** Departments of one name that the open bills behind them were last mapped with, in this process. */
  private departmentsMark = '';
  /** Changes of forms that the open bills behind them were last mapped with, in this process. */
  private formsMark = '';
  /** Closed periods that the open bills of those who pay were last mapped with, in this process. */
  private closedMark: ReadonlyMap<string, string> | null = null;
  /** When the open bills were last looked at for a day that has passed, and whether they are to be before their time. */
  private daysLooked = { day: '', at: 0 };
  /** Up to which look at a row of each table the bills behind them were mapped anew in this process. */
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
    // Before anything is pushed: what was approved by a name that several departments have is not certain any more.
    await this.catchUpDepartments();
    // The same of what an engine of before has read.
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

  /** Everything that is due: first mappings, then open bills behind a change that nobody finished mapping. */
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

  /** First mapping of every collected bill. @returns how many. */
  async mapCollected(): Promise<number> {
    const tally = new RemapTally();
    for await (const ids of this.bills.collected()) await this.mapPage(ids, { why: '首次映射', by: SYSTEM, tally });
    return tally.remapped;
  }

  /**
   * Maps open, unapproved bills again, streamed; approved ones are left as they are.
   * @param touched ids may also name one approved bill, whose approval is voided when its content changes.
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

  /** Who pays where no row says so hangs on all rows: on whether any names another organisation, and on a row 默认. */
  private async remapWithoutRow(table: string, run: Run): Promise<void> {
    const behind = `(${REMAPPED_STATES}) AND EXISTS (SELECT 1 FROM mapping_table t WHERE t.code = ? AND ${WITHOUT_ROW})`;
    for await (const ids of this.bills.where(behind, [table]))
      await this.mapPage(ids, { ...run, onlyChanged: true, renew: true });
  }

  /** Bills that were frozen while tables may have changed: open and unapproved ones are mapped again, where that changes anything. */
  async refresh(ids: readonly string[], why: string): Promise<void> {
    await this.mapPage(ids, catchingUp(why));
  }

  /** Open bills whose issues or names differ now that base data has changed. */
  private async recheck(): Promise<void> {
    for await (const ids of this.bills.where(REMAPPED_STATES, []))
      await this.mapPage(ids, { ...quietly('金蝶基础资料有变化'), onlyChanged: true });
  }

  /** Bills that could not be read: somebody may have put them right. */
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

  /** Bills that came back from a state in which no mapping touches them, and those that a run had to leave (bills-due-to-map.ts). */
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
   * Rows of a table that were saved since the last look: whoever saved them maps the bills behind them at once, and may have been broken off
   * (the database was away, the process ended). After a start all rows count.
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
   * A second department of one name was seen, or is told apart better: bills that were mapped by the name alone, approved ones too, are
   * mapped again, since the row behind them no longer says whose it is.
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

  /** Once per start, approved bills and those that wait for a person first. What could not be mapped now is looked for again. */
  private async catchUpOpen(): Promise<void> {
    if (this.engineCaughtUp) return;
    for (const states of [`b.state_kind = 'approved'`, `b.state_kind = 'ready'`, REMAPPED_STATES])
      await this.catchUpEngine(states);
    const [left] = await this.db.query(`SELECT b.id FROM bill b WHERE ${behindEngine(OPEN_STATES)} LIMIT 1`);
    this.engineCaughtUp = left === undefined;
  }

  /**
   * Bills that an engine of before has mapped (decision 120): where the engine of today gives the same, that is noted and nothing else; an approval falls
   * where payload or issues come out otherwise. Each chunk is a transaction of its own, and what is done is not looked at again.
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

  /** Approved bills of an engine of before came back from the push. */
  engineBehindAgain(): void {
    this.engineCaughtUp = false;
    this.wakes.wakeHere('map');
  }

  /** Rows that a second person has looked at since they were read here: open bills behind them have that hand no more. */
  private async catchUpConfirmed(): Promise<void> {
    // Every look gives its table a revision of its own.
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

  /** A form was changed in DingTalk, or somebody has accepted that: bills that nobody has approved are mapped by what counts now. */
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

  /** Kingdee has refused a month, or taken one that it had refused: open bills whose rules ask for that are mapped by what is known now. */
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
   * Bills that say 推送当天 of another day than today, approved ones too: they are mapped by today, and what was approved for another day
   * falls (decision 159). Looked for at the change of the day, when one came back from the push, and every minute where a scheme asks.
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

  /** Approved bills of another day came back from the push. */
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
      // SQLite answers at once: without this the rest of the program would wait for the whole run.
      await new Promise((resolve) => setImmediate(resolve));
    }
    await this.leave(spoilt);
    return left;
  }

  /** What nobody can read stays as it is and says so; the others are mapped. */
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
    await this.db.inTransaction((tx) => noteDueToMap(tx, ids));
    this.wakes.wakeHere('map');
    return ids;
  }

  /** Bills for which nothing came out otherwise cite what they were mapped with now. @returns ids to map again: they, or a table, had changed. */
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

  /** @returns `same`: bills for which nothing came out otherwise. */
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
      // What somebody has approved is not taken back for it.
      const formStops = isUnseen(bill) ? stops(written) : [];
      const basis = { book, baseData, departments, scheme, formStops };
      const result = this.mapOne(bill, basis, run);
      const otherDay = bill.pushDay !== (result.pushDay ?? null);
      const sameHash = bill.contentHash === result.hash && !otherDay;
      const before = stored?.get(bill.ref.id);
      // A refused bill leaves 异常 only when what would be sent has changed.
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

  /** What was refused, or waits in an order, is asked by the day that it was made for: that another day has come changes nothing of it. */
  private mapOne(bill: BillToMap, basis: MappingBasis, run: Run): MappingResult {
    const mapBy = (day: string) => mapBill({ ...bill, day }, basis, (raw) => this.recent.take(raw)).result;
    const { pushDay } = bill;
    if (pushDay === null || pushDay === bill.day || !(run.noteOnly || bill.ref.kind === 'failed'))
      return mapBy(bill.day);
    const asThen = mapBy(pushDay);
    return run.noteOnly || asThen.hash === bill.contentHash ? asThen : mapBy(bill.day);
  }

  /** @returns ids to map again: they, a table or the day had changed. */
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

  /** The one bill of a chunk that the database refuses: told on the bill, the others go on. */
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
  /** In place of what the run says. */
  why?: string;
  toldOtherwise?: boolean;
}

/** One pass over bills: why, for whom, and what is left alone. */
interface Run {
  why: string;
  by: Actor;
  tally: RemapTally;
  /** Also approved bills, whose approval then falls when their content changes. */
  also?: 'approved';
  /** Leave bills of which nothing would change. */
  onlyChanged?: boolean;
  /** Where nothing would change, the bill cites from now on the tables and the scheme version of today. */
  renew?: boolean;
  /** An engine of before has mapped them: what is the same is noted as its own, and an approval holds only what was told with it. */
  sinceEngine?: boolean;
  /** Only that: nothing else is written, in whatever state they are. */
  noteOnly?: boolean;
  /** The day has changed: whoever approved them is told so. */
  newDay?: boolean;
  /** Of approved bills those that come out so. */
  approvedOnlyIf?: (result: MappingResult) => boolean;
}

/** Issues among which a change of the form is. */
const STOPPED = '%"form-changed"%';
/** Open bills but the refused ones, which say the day of their refusal until somebody cures them. */
const DAY_STATES = `b.state_kind IN ('approved', 'ready', 'needs-mapping', 'held')`;
const DAYS_LOOKED_MS = 60_000;
const NEW_DAY = '到了新的一天，推送当天改为今天';
const dayWords = ({ pushDay }: BillToMap, result: MappingResult): string =>
  pushDay === null || result.pushDay === undefined
    ? NEW_DAY
    : `日期是推送当天：按 ${pushDay} 审核，当天没有推送，改为 ${result.pushDay}`;
const quietly = (why: string): Run => ({ why, by: SYSTEM, tally: new RemapTally() });
/** For bills that are behind tables or scheme: afterwards none of them is (behind-mapping.ts). */
const catchingUp = (why: string): Run => ({ ...quietly(why), onlyChanged: true, renew: true });

const SAME_NAME_CODES: ReadonlySet<string> = new Set(['unmapped', 'same-department']);
/** An approved bill is left as it is unless a department's name is what it rests on. */
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

/** What a change of base data can change of a mapping, as it is stored. */
const outcomeText = ({ issues, facts }: MappingResult): string =>
  `${JSON.stringify(issues)}\n${JSON.stringify(facts.costItems.slice(0, 3).map((name) => name.slice(0, 60)))}`;
