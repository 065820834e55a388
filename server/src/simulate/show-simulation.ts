import type { BaseDataKind } from '@dingdee/shared/base-data';
import { fromFen, toFen } from '@dingdee/shared/money';
import {
  DIFFERENCES,
  type RuleUses,
  type SimulatedBill,
  type SimulatedBillPage,
  type SimulatedBillQuery,
  type SimulatedLine,
  type Simulation,
  type Simulations,
} from '@dingdee/shared/simulation';
import { Injectable } from '@nestjs/common';
import { BillHistory } from '../bill/history/bill-history.js';
import { Database, placeholders } from '../database/database.js';
import { maskText } from '../domain/bill/account-mask.js';
import { baseNames } from '../read/bill/base-names.js';
import { SchemeStore } from '../scheme/version/scheme-store.js';
import { DIMENSIONS, type StoredSums } from './period-sums.js';
import { amountOf, type DifferentBill, SimulationStore, type StoredRun } from './simulation-store.js';

const MOST_LINES = 100;
const NOTHING = { count: 0, amount: fromFen(0n) };
type NameOf = (kind: BaseDataKind, number: string) => string;

/** Shows a run to people: names beside numbers, account numbers by their last four digits. */
@Injectable()
export class ShowSimulation {
  constructor(
    private readonly db: Database,
    private readonly store: SimulationStore,
    private readonly schemes: SchemeStore,
    private readonly history: BillHistory,
  ) {}

  async latest(schemeId: string): Promise<Simulations> {
    const run = await this.store.latest(schemeId);
    return { latest: run && (await this.told(run)) };
  }

  /** Returns how often each rule gave a value in the newest run that came to its end. */
  async ruleUses(schemeId: string): Promise<RuleUses> {
    const run = await this.store.latestDone(schemeId);
    const uses = run?.sums.uses;
    if (!run || !uses) return { counted: null };
    const { from, to, endedAt } = run;
    return { counted: { from, to, endedAt: endedAt ?? run.startedAt, ...uses } };
  }

  /** @throws SimulationNotFoundError */
  async one(id: string): Promise<Simulation> {
    return this.told(await this.store.get(id));
  }

  /** @throws SimulationNotFoundError */
  async bills(id: string, query: SimulatedBillQuery): Promise<SimulatedBillPage> {
    await this.store.get(id);
    const { rows, total } = await this.store.bills(id, query);
    const named = rows.flatMap(({ told: { changes } }) =>
      changes.flatMap(({ kind, before, after }) =>
        [before, after].flatMap((number) =>
          kind === null || number === null ? [] : [{ kind: kind as BaseDataKind, number }],
        ),
      ),
    );
    const [nameOf, shown] = [await baseNames(this.db, named), await this.shown(rows)];
    const last = rows.at(-1);
    return {
      items: rows.map((row) => billOf(row, shown.get(row.billId), nameOf)),
      next: last && rows.length === query.limit ? String(last.seq) : null,
      total,
    };
  }

  private async shown(rows: readonly DifferentBill[]): Promise<Map<string, ShownRow>> {
    if (rows.length === 0) return new Map();
    const ids = rows.map(({ billId }) => billId);
    const found = await this.db.query<ShownRow>(
      `SELECT id, business_id, payee, department, process_instance_id FROM bill WHERE id IN (${placeholders(ids)})`,
      ids,
    );
    return new Map(found.map((row) => [row.id, row]));
  }

  private async told(run: StoredRun): Promise<Simulation> {
    const { sums, by, ...told } = run;
    const lines = DIMENSIONS.flatMap((kind) => sums.sums[kind].map(({ key }) => ({ kind, number: key })));
    const [{ name }, names, nameOf] = await Promise.all([
      this.schemes.get(run.schemeId),
      this.history.names([by]),
      baseNames(this.db, lines),
    ]);
    const kind = (each: string) => sums.kinds[each] ?? NOTHING;
    const [unproven, stopped, leftOut, differs, released] = DIFFERENCES.map(kind) as [
      typeof NOTHING,
      typeof NOTHING,
      typeof NOTHING,
      typeof NOTHING,
      typeof NOTHING,
    ];
    return {
      ...told,
      schemeName: name,
      startedBy: names(by),
      proven: sums.proven,
      same: kind('same'),
      bothStop: kind('both-stop'),
      differences: { unproven, stopped, 'left-out': leftOut, differs, released },
      uncompared: { unmapped: sums.unmapped, archived: sums.archived },
      before: sums.before,
      after: sums.after,
      sums: {
        costItem: linesOf(sums.sums.costItem, (key) => nameOf('costItem', key)),
        department: linesOf(sums.sums.department, (key) => nameOf('department', key)),
        organisation: linesOf(sums.sums.organisation, (key) => nameOf('organisation', key)),
      },
    };
  }
}

interface ShownRow {
  id: string;
  business_id: string;
  payee: string;
  department: string;
  process_instance_id: string;
}

function billOf(
  { billId, kind, before, after, told }: DifferentBill,
  row: ShownRow | undefined,
  nameOf: NameOf,
): SimulatedBill {
  const keep = row ? [row.process_instance_id] : [];
  const named = (of: string | null, value: string | null) => {
    if (value === null || of === null) return value;
    return [value, nameOf(of as BaseDataKind, value)].filter((part) => part !== '').join(' ');
  };
  return {
    billId,
    businessId: row?.business_id ?? '',
    payee: row?.payee ?? '',
    department: row?.department ?? '',
    kind,
    before: amountOf(before),
    after: amountOf(after),
    reasons: told.reasons.map((reason) => maskText(reason, keep)),
    changes: told.changes.map((change) => ({
      place: change.row === 0 ? '单据头' : `第 ${change.row} 行`,
      label: change.label,
      before: named(change.kind, change.before),
      after: named(change.kind, change.after),
    })),
    more: told.more,
  };
}

/** Sorts by the largest difference, then by the largest sum; the lines add up to the sum of all bills. */
function linesOf(lines: StoredSums['sums']['costItem'], nameOf: (key: string) => string): SimulatedLine[] {
  const sorted = lines
    .map(({ key, before, after }) => ({ key, before: toFen(before), after: toFen(after) }))
    .sort((one, other) => bySize(one, other) || (one.key < other.key ? -1 : 1));
  const rest = sorted.slice(MOST_LINES);
  const told = sorted.slice(0, MOST_LINES).map((line) => lineOf(line, nameOf(line.key)));
  if (rest.length === 0) return told;
  const sum = (when: 'before' | 'after') => rest.reduce((all, line) => all + line[when], 0n);
  return [...told, lineOf({ key: '…', before: sum('before'), after: sum('after') }, `其余 ${rest.length} 项`)];
}

interface Fen {
  key: string;
  before: bigint;
  after: bigint;
}
const size = (fen: bigint): bigint => (fen < 0n ? -fen : fen);
const bySize = (one: Fen, other: Fen): number => {
  const [mine, yours] = [size(one.after - one.before), size(other.after - other.before)];
  if (mine !== yours) return mine > yours ? -1 : 1;
  return one.before === other.before ? 0 : one.before > other.before ? -1 : 1;
};
const lineOf = ({ key, before, after }: Fen, name: string): SimulatedLine => ({
  key,
  name,
  before: fromFen(before),
  after: fromFen(after),
  difference: fromFen(after - before),
});
