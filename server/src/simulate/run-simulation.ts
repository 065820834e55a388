import { setImmediate as breathe } from 'node:timers/promises';
import { toFen } from '@dingdee/shared/money';
import type { StartSimulation } from '@dingdee/shared/simulation';
import { Injectable } from '@nestjs/common';
import { BaseDataCatalog } from '../base-data/base-data-catalog.js';
import type { MappingBook } from '../engine/rule/mapping-book.js';
import { MappingBooks } from '../mapping/run/mapping-books.js';
import { FormDefinitions } from '../scheme/drift/form-definitions.js';
import { SchemeStore, type SchemeVersionContent } from '../scheme/version/scheme-store.js';
import { PeriodSums, totalOf } from './period-sums.js';
import { RuleUses } from './rule-uses.js';
import { type Circumstances, type RunWith, type Side, type SimulatedOne, simulateOne } from './simulate-one.js';
import { type CitedBill, type Period, SimulatedBills } from './simulated-bills.js';
import { type DifferentBill, type Held, SimulationStore } from './simulation-store.js';

/** The version to run, and the bills. */
export interface Wanted {
  version: SchemeVersionContent;
  /** The content is not saved, so no bill can cite it, whatever its number. */
  draft: boolean;
  tables: StartSimulation['tables'];
  period: Period;
  unmapped: number;
}

/** Longest time in which no other request is served, in ms. */
const BREATH_MS = 10;
/** Shortest time between two writes of the progress, in ms, unless MOST_WAITING bills wait to be written. */
const TELL_MS = 1000;
const MOST_WAITING = 200;
const MOST_CHANGES = 60;
/** Cached combinations of cited revisions; neighbouring bills mostly cite the same. */
const MOST_BOOKS = 3;

const NOT_READ = {
  reasons: ['这一笔存下的映射依据读不出来，没有拿它比。请管理员查数据库有没有被直接改过。'],
  changes: [],
  more: 0,
};

/** Runs a version over a past period in the background: reads page by page and writes the differences. */
@Injectable()
export class RunSimulation {
  constructor(
    private readonly bills: SimulatedBills,
    private readonly store: SimulationStore,
    private readonly schemes: SchemeStore,
    private readonly books: MappingBooks,
    private readonly catalog: BaseDataCatalog,
    private readonly forms: FormDefinitions,
  ) {}

  /** Ends when all bills are done, when a person stops it, or with `leaving`. Writes nothing to bills. */
  async run(held: Held, wanted: Wanted, leaving: AbortSignal): Promise<void> {
    const sums = new PeriodSums(wanted.unmapped);
    const uses = new RuleUses();
    const [book, baseData, departments, stops] = await Promise.all([
      this.books.current(),
      this.catalog.current(),
      this.books.departments(),
      this.forms.stops(),
    ]);
    const today = (unseen: boolean): Circumstances => ({ baseData, departments, stops: unseen ? stops : () => [] });
    const withBooks = new Books(this.books, book, wanted.tables);
    let waiting: DifferentBill[] = [];
    let [done, written, toldAt, breathAt] = [0, 0, Date.now(), performance.now()];
    const note = async (end: 'done' | null): Promise<boolean> => {
      const told = end === null ? sums.told : { ...sums.told, uses: uses.told(wanted.version.content) };
      const mine = await this.store.note(held, { done, sums: told }, waiting, written, end);
      written += waiting.length;
      waiting = [];
      toldAt = Date.now();
      return mine;
    };
    for await (const group of this.bills.groups(wanted.period)) {
      for (const bill of group) {
        if (bill.archived) sums.addArchived();
        else if (bill.unreadable) {
          sums.addUnread();
          waiting.push({ billId: bill.id, kind: 'unproven', before: null, after: null, told: NOT_READ });
        } else {
          const one = await this.one(bill, wanted, withBooks, today);
          sums.add(one);
          uses.add(one.rulesUsed?.() ?? null);
          const different = differentOf(bill, one);
          if (different) waiting.push(different);
        }
        done += 1;
        if (performance.now() - breathAt < BREATH_MS) continue;
        await breathe();
        breathAt = performance.now();
      }
      if (leaving.aborted) return this.store.giveUp(held, 'stopped');
      const due = waiting.length >= MOST_WAITING || Date.now() - toldAt >= TELL_MS;
      if (due && !(await note(null))) return;
    }
    await note('done');
  }

  private async one(
    bill: CitedBill,
    wanted: Wanted,
    books: Books,
    today: (unseen: boolean) => Circumstances,
  ): Promise<SimulatedOne> {
    const first = await this.oneNow(bill, wanted, books, today);
    if (first.kind !== 'unproven') return first;
    // Possibly mapped again between the two reads, so that content and approval do not match: read once more.
    const again = await this.bills.again(bill.id);
    return again && !again.archived ? this.oneNow(again, wanted, books, today) : first;
  }

  private async oneNow(
    bill: CitedBill,
    { version, draft }: Wanted,
    books: Books,
    today: (unseen: boolean) => Circumstances,
  ): Promise<SimulatedOne> {
    const cited = await this.schemes.version(bill.schemeId, bill.schemeVersion);
    const { was, is } = await books.of(bill.tables);
    const same = !draft && cited.schemeId === version.schemeId && cited.number === version.number;
    const before: RunWith = { version: cited, book: was };
    const next: RunWith = { version: same ? cited : version, book: is };
    return simulateOne(bill, before, same && books.asCited ? before : next, today(bill.unseen));
  }
}

/** Tables at the revisions that a bill cites, and as the other run uses them. */
class Books {
  private readonly known = new Map<string, { was: MappingBook; is: MappingBook }>();
  readonly asCited: boolean;

  constructor(
    private readonly books: MappingBooks,
    private readonly current: MappingBook,
    tables: StartSimulation['tables'],
  ) {
    this.asCited = tables === 'cited';
  }

  async of(tables: Readonly<Record<string, number>>): Promise<{ was: MappingBook; is: MappingBook }> {
    const key = JSON.stringify(tables);
    const known = this.known.get(key);
    if (known) return known;
    const was = await this.books.at(tables);
    // A table that the older version did not use is taken as of today.
    const both = { was, is: this.asCited ? new Map([...this.current, ...was]) : this.current };
    const oldest = this.known.keys().next();
    if (this.known.size >= MOST_BOOKS && !oldest.done) this.known.delete(oldest.value);
    this.known.set(key, both);
    return both;
  }
}

function differentOf({ id }: CitedBill, { kind, before, after, reasons, changes }: SimulatedOne): DifferentBill | null {
  if (kind === 'same' || kind === 'both-stop') return null;
  const more = Math.max(0, changes.length - MOST_CHANGES);
  const told = { reasons, changes: changes.slice(0, MOST_CHANGES), more };
  return { billId: id, kind, before: fenOf(before), after: fenOf(after), told };
}

/** null if there is no bill, or if its amount is unknown. */
function fenOf(side: Side): bigint | null {
  const total = side.at === 'left-out' ? null : totalOf(side);
  return total === null ? null : toFen(total);
}
