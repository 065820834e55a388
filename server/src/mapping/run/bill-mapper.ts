import { Injectable, Logger } from '@nestjs/common';
import { BaseDataCatalog } from '../../base-data/base-data-catalog.js';
import { BillLedger } from '../../bill/ledger/bill-ledger.js';
import { noteDueToMap } from '../../bill/ledger/bills-due-to-map.js';
import { today } from '../../bill/ledger/day-passed.js';
import { spoiltWords, tellSpoilt } from '../../bill/ledger/spoilt-bills.js';
import { RecentApprovals } from '../../connectors/dingtalk/recent-approvals.js';
import { clock } from '../../database/clock.js';
import { Database, placeholders } from '../../database/database.js';
import { isDatabaseAway } from '../../database/database-away.js';
import type { MappingResult } from '../../domain/draft/mapping-result.js';
import type { MappingBook } from '../../engine/rule/mapping-book.js';
import { FormDefinitions } from '../../scheme/drift/form-definitions.js';
import { SchemeStore } from '../../scheme/version/scheme-store.js';
import { RelatedStore, type Want, wantsOf } from '../related/related-store.js';
import { BillsToMap, type BillToMap, isUnseen, type SpoiltToMap, UNSEEN } from './bills-to-map.js';
import { type MappingBasis, mapBill, unreadable } from './map-one.js';
import { MappingBooks } from './mapping-books.js';
import { asApplied, type Mapped, mayMap, type Run } from './mapping-run.js';
import { issuesDiffer, type StoredOutcome, sinceEngine } from './since-engine.js';

/** Most attempts to map a group of bills because a table or a bill changed during the mapping. */
const MOST_TRIES = 4;

/** Maps given bills and writes the results, in groups of one transaction each. */
@Injectable()
export class BillMapper {
  private readonly log = new Logger('mapping');

  constructor(
    private readonly db: Database,
    private readonly bills: BillsToMap,
    private readonly books: MappingBooks,
    private readonly schemes: SchemeStore,
    private readonly forms: FormDefinitions,
    private readonly catalog: BaseDataCatalog,
    private readonly ledger: BillLedger,
    private readonly recent: RecentApprovals,
    private readonly related: RelatedStore,
  ) {}

  /**
   * Maps these bills as the run asks, with the tables, schemes and base data of now.
   * @returns ids of bills that changed again and again while they were mapped: they are due now, and the next run takes them.
   */
  async map(ids: readonly string[], run: Run): Promise<string[]> {
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

  /** Reads the tables as they are now, so that the first bill that comes does not wait for it. */
  async readTables(): Promise<void> {
    await this.books.current();
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
      const { mapped, same, wants } = await this.mapAll(due.filter(mayMap(run)), book, run);
      // Before the results are written: nobody would read what they wait for if the process ended in between.
      await this.related.want(wants);
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

  /** @returns `mapped`: bills to write; `same`: bills with an unchanged result; `wants`: related approvals that all of these wait for. */
  private async mapAll(
    due: readonly BillToMap[],
    book: MappingBook,
    run: Run,
  ): Promise<{ mapped: Mapped[]; same: Mapped[]; wants: Want[] }> {
    const { onlyChanged, approvedOnlyIf } = run;
    const baseData = await this.catalog.current();
    const departments = await this.books.departments();
    const stops = await this.forms.stops();
    const current = await this.schemes.currentVersions();
    const stored = onlyChanged ? await this.storedOutcomes(due, run.sinceEngine) : null;
    const mapped: Mapped[] = [];
    const same: Mapped[] = [];
    const wants: Want[] = [];
    for (const bill of due) {
      const version = current.get(bill.schemeId) ?? bill.schemeVersion;
      const written = await this.schemes.version(bill.schemeId, version);
      const { content, form, writers } = written;
      const scheme = { id: bill.schemeId, version, content, form, writers };
      // A bill that somebody has approved is not stopped by it.
      const formStops = isUnseen(bill) ? stops(written) : [];
      const basis = { book, baseData, departments, scheme, formStops };
      const result = this.mapOne(bill, basis, run);
      wants.push(...wantsOf(bill.ref.id, result, bill.related));
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
    return { mapped, same, wants };
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
    const result = unreadable(one.bill, one.basis, 'not-saved');
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

/** Reason of a run, and of a voided approval whose former day is not known. */
export const NEW_DAY = '到了新的一天，推送当天改为今天';
const dayWords = ({ pushDay }: BillToMap, result: MappingResult): string =>
  pushDay === null || result.pushDay === undefined
    ? NEW_DAY
    : `日期是推送当天：按 ${pushDay} 审核，当天没有推送，改为 ${result.pushDay}`;

/** Returns the part of a mapping that a change of base data can change, as it is stored. */
const outcomeText = ({ issues, facts }: MappingResult): string =>
  `${JSON.stringify(issues)}\n${JSON.stringify(facts.costItems.slice(0, 3).map((name) => name.slice(0, 60)))}`;
