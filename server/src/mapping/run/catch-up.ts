import type { SchemeContent } from '@dingdee/shared/scheme';
import { Injectable } from '@nestjs/common';
import { REMAPPED_STATES } from '../../bill/ledger/remapped-states.js';
import { SPOILT_ON_DESK } from '../../bill/ledger/spoilt-bills.js';
import { closedPeriods, lastClosed } from '../../bill/period/closed-periods.js';
import { clock } from '../../database/clock.js';
import { readInt, validJson } from '../../database/columns.js';
import { Database, placeholders } from '../../database/database.js';
import { beijingDate } from '../../domain/beijing-time.js';
import { isOfSharedName } from '../../domain/draft/department-words.js';
import { asksForPeriods, asksForPushDay } from '../../engine/rule/days.js';
import { Wakes } from '../../queue/wakes.js';
import { FormDefinitions } from '../../scheme/drift/form-definitions.js';
import { SchemeStore } from '../../scheme/version/scheme-store.js';
import { behindTable } from './behind-table.js';
import { BillMapper, NEW_DAY } from './bill-mapper.js';
import { BillsToMap, UNSEEN } from './bills-to-map.js';
import { MappingBooks } from './mapping-books.js';
import { catchingUp, quietly, type Run } from './mapping-run.js';
import { behindEngine, OPEN_STATES, ORDERED_STATES } from './since-engine.js';

/**
 * Maps open bills again that are behind a change which no request finished: of tables, schemes, forms, base data, departments, closed
 * periods, the day or the engine. The marks hold up to where this process has looked; after a start everything is looked at once.
 */
@Injectable()
export class CatchUp {
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
    private readonly wakes: Wakes,
    private readonly mapper: BillMapper,
  ) {}

  /** Before anything is pushed after a start: approvals that rest on a shared name, or on a former engine, are not certain any more. */
  async beforePush(): Promise<void> {
    await this.catchUpDepartments();
    await this.catchUpEngine(`b.state_kind = 'approved'`);
    await this.catchUpEngine(ORDERED_STATES, { noteOnly: true });
  }

  /** Does every check whose mark has moved. */
  async work(): Promise<void> {
    await this.catchUpSpoilt();
    await this.catchUpDays();
    await this.catchUpDepartments();
    await this.catchUpOpen();
    await this.catchUpSchemes();
    await this.catchUpTables();
    await this.catchUpConfirmed();
    await this.catchUpForms();
    await this.catchUpPeriods();
    await this.catchUpBaseData();
  }

  /** Whether a check of an earlier run has left bills. */
  get isBehind(): boolean {
    return !this.engineCaughtUp || this.baseDataChanged;
  }

  /** Asks for another check: base data has changed. */
  baseDataChangedAgain(): void {
    this.baseDataChanged = true;
    this.wakes.wakeHere('map');
  }

  private async catchUpBaseData(): Promise<void> {
    if (!this.baseDataChanged) return;
    this.baseDataChanged = false;
    await this.recheck().catch((error: unknown) => {
      this.baseDataChanged = true;
      throw error;
    });
  }

  /** Maps open bills again whose issues or names differ after a change of base data. */
  private async recheck(): Promise<void> {
    for await (const ids of this.bills.where(REMAPPED_STATES, []))
      await this.mapper.map(ids, { ...quietly('金蝶基础资料有变化'), onlyChanged: true });
  }

  /** Maps bills again that could not be read: they may have been repaired. */
  private async catchUpSpoilt(): Promise<void> {
    for await (const ids of this.bills.where(SPOILT_ON_DESK, []))
      await this.mapper.map(ids, quietly('存的内容又能读出来了'));
  }

  private async catchUpSchemes(): Promise<void> {
    for (const [id, version] of await this.schemes.currentVersions()) {
      if (this.caughtUp.get(id) === version) continue;
      const behind = `(${REMAPPED_STATES}) AND b.scheme_id = ? AND b.scheme_version <> ?`;
      for await (const ids of this.bills.where(behind, [id, version]))
        await this.mapper.map(ids, quietly(`方案改为第 ${version} 版`));
      this.caughtUp.set(id, version);
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
        await this.mapper.map(ids, catchingUp('补上映射表的改动'));
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
      for await (const ids of this.bills.where(behind, [...part, ...part])) await this.mapper.map(ids, SAME_NAME);
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
      await this.mapper.map(ids, {
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
      await this.mapper.map(ids, { ...quietly('映射已由另一位同事核对'), onlyChanged: true });
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
      await this.mapper.map(ids, { ...quietly('钉钉表单有改动'), onlyChanged: true });
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
        await this.mapper.map(ids, { ...quietly('金蝶的会计期间有变化'), onlyChanged: true });
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
        await this.mapper.map(ids, { ...quietly(NEW_DAY), also: 'approved', onlyChanged: true, newDay: true });
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
}

/** LIKE pattern for issues that contain a change of the form. */
const STOPPED = '%"form-changed"%';
/** Open bills without the refused ones, which keep the day of their refusal until somebody cures them. */
const DAY_STATES = `b.state_kind IN ('approved', 'ready', 'needs-mapping', 'held')`;
const DAYS_LOOKED_MS = 60_000;

/** Run for shared names of departments: an approved bill is changed only if it rests on such a name. */
const SAME_NAME: Run = {
  ...quietly('钉钉里有几个同名的部门'),
  also: 'approved',
  onlyChanged: true,
  approvedOnlyIf: ({ issues }) => issues.some((issue) => issue.level === 'red' && isOfSharedName(issue)),
};
