import type {
  Completeness,
  DAY_STATES,
  DayProof,
  FormProof,
  IncompleteDays,
  LeftOut,
  LeftOutReasons,
} from '@dingdee/shared/completeness';
import { fromFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { readFen, readInt, sumOfFen } from '../../database/columns.js';
import { Database } from '../../database/database.js';
import { beijingDate, beijingMonth, dayStart } from '../../domain/beijing-time.js';
import { cutOverOf } from './cut-over.js';
import { FEN, ofForm, PLACE } from './day-places.js';

const DAY_MS = 86_400_000;
/** DingTalk's clock may be behind ours by this much, and it may print no seconds: approvals dated before midnight may arrive this late. */
const SETTLES_MS = 11 * 60_000;

/** Condition with one parameter, a day. Approvals of a form that nobody collects any more are not read, and could not be explained. */
const UNREAD_BEFORE = `l.outcome = 'unread' AND l.day < ? AND EXISTS (SELECT 1 FROM scheme s WHERE s.process_code = l.process_code AND s.enabled = 1)`;

interface Part {
  day: string;
  code: string;
  place: string;
  n: unknown;
  fen: unknown;
  unknowns: unknown;
}

/** Shows whether each day is complete, form by form: approvals that DingTalk listed as finished against the ledger (decision 57). */
@Injectable()
export class ShowDays {
  constructor(
    private readonly db: Database,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'LOOK_BACK_DAYS'>,
  ) {}

  /**
   * Returns the last calendar days (Beijing), today included: each with the forms that are collected, or that had a listed approval on that day.
   * @param processCode only this form
   */
  async show(days: number, processCode?: string, now = Date.now()): Promise<Completeness> {
    const dates = Array.from({ length: days }, (_, i) => beijingDate(now - i * DAY_MS));
    const [day = ''] = dates;
    const [parts, all, reasons] = await Promise.all([
      this.parts(dates.at(-1) ?? '', processCode),
      this.forms(now),
      this.reasons('l.day = ?', day, processCode),
    ]);
    const forms = all.filter((form) => processCode === undefined || form.processCode === processCode);
    const byPlace = new Map(parts.map((part) => [`${part.day} ${part.code} ${part.place}`, part]));
    const named = new Set(parts.map(({ day, code }) => `${day} ${code}`));
    const items = dates.flatMap((day) =>
      forms
        .filter(({ collecting, processCode }) => collecting || named.has(`${day} ${processCode}`))
        .map((form) => proofOf(day, form, (place) => byPlace.get(`${day} ${form.processCode} ${place}`))),
    );
    const there = new Set(items.map(({ processCode }) => processCode));
    const shown = forms.filter(({ processCode }) => there.has(processCode));
    const codes = new Set(items.map((item) => `${item.day} ${item.processCode}`));
    const counted = parts.filter((part) => codes.has(`${part.day} ${part.code}`));
    return {
      items,
      forms: shown,
      total: sumsOf(counted),
      today: { day, ...sumsOf(counted.filter((part) => part.day === day)), reasons },
      lookBackDays: this.settings.LOOK_BACK_DAYS,
    };
  }

  /** Returns this month's approvals that were left out, by reason. @param processCode only this form */
  async leftOut(processCode?: string, now = Date.now()): Promise<LeftOut> {
    const from = `${beijingMonth(now)}-01`;
    const parts = (await this.parts(from, processCode)).filter(({ place }) => place === 'left-out');
    return { from, sum: totalOf(parts), reasons: await this.reasons('l.day >= ?', from, processCode) };
  }

  /**
   * Returns the days within a look-back that have unexplained approvals, and earlier days with approvals of a collected form that were never read: the
   * notice of those ends when they are read or explained, not with time.
   */
  async incomplete(now = Date.now()): Promise<IncompleteDays> {
    const from = beijingDate(now - this.settings.LOOK_BACK_DAYS * DAY_MS);
    const [late, old] = await Promise.all([this.parts(from), this.sums(UNREAD_BEFORE, from)]);
    const parts = [...late, ...old].filter(({ place }) => place === 'unexplained');
    if (parts.length === 0) return { count: 0, items: [] };
    const names = new Map((await this.forms(now)).map(({ processCode, formName }) => [processCode, formName]));
    const items = parts
      .map(({ day, code, n }) => ({ day, processCode: code, formName: names.get(code) ?? '', count: readInt(n) }))
      .sort((one, other) => (one.day < other.day ? -1 : one.day > other.day ? 1 : 0));
    return { count: items.reduce((sum, { count }) => sum + count, 0), items };
  }

  /** Tells whether everything that finished on the day has been listed, for every form that is collected. */
  async proven(day: string, now = Date.now()): Promise<boolean> {
    // A form that was switched off during the day was not listed to the end of the day.
    const listed = (await this.forms(now)).filter(
      ({ collecting, provenUntil }) => collecting || (provenUntil ?? 0) > dayStart(day),
    );
    return listed.length > 0 && listed.every((form) => stateOf(day, form, 0, 0) === 'proven');
  }

  /** Returns the reasons with sums, most frequent first. @param days a condition on `l` with one parameter. */
  private async reasons(days: string, parameter: string, processCode?: string): Promise<LeftOutReasons> {
    const form = ofForm(processCode);
    const rows = await this.db.query<{ reason: string } & Pick<Part, 'n' | 'fen' | 'unknowns'>>(
      `SELECT x.reason, COUNT(*) AS n, ${sumOfFen('x.fen')} AS fen, SUM(CASE WHEN x.fen IS NULL THEN 1 ELSE 0 END) AS unknowns
       FROM (SELECT COALESCE(l.reason, '') AS reason, ${PLACE} AS place, ${FEN} AS fen FROM listed_approval l WHERE ${days}${form.and}) x
       WHERE x.place = 'left-out' GROUP BY x.reason ORDER BY n DESC, x.reason`,
      [parameter, ...form.values],
    );
    return rows.map((row) => ({ reason: row.reason, sum: totalOf([row]) }));
  }

  private parts(from: string, processCode?: string): Promise<Part[]> {
    return this.sums('l.day >= ?', from, processCode);
  }

  /** @param days a condition on `l` with one parameter. */
  private sums(days: string, parameter: string, processCode?: string): Promise<Part[]> {
    const form = ofForm(processCode);
    return this.db.query<Part>(
      `SELECT x.day, x.code, x.place, COUNT(*) AS n, ${sumOfFen('x.fen')} AS fen,
         SUM(CASE WHEN x.fen IS NULL THEN 1 ELSE 0 END) AS unknowns
       FROM (SELECT l.day AS day, l.process_code AS code, ${PLACE} AS place, ${FEN} AS fen
         FROM listed_approval l WHERE ${days}${form.and}) x
       GROUP BY x.day, x.code, x.place`,
      [parameter, ...form.values],
    );
  }

  /** Returns for each form its enabled scheme, else its newest. */
  private async forms(now: number): Promise<FormProof[]> {
    const rows = await this.db.query<Record<string, unknown>>(
      `SELECT s.id, s.process_code, s.form_name, s.enabled, s.proven_until, s.long_sweep_at, v.content FROM scheme s
       JOIN scheme_version v ON v.scheme_id = s.id AND v.number = s.current_version ORDER BY s.enabled DESC, s.created_at DESC, s.id`,
    );
    const forms = new Map<string, FormProof>();
    for (const row of rows) {
      const processCode = String(row.process_code);
      if (forms.has(processCode)) continue;
      // A mark in the future was set by a wrong clock: its value is unknown.
      const at = (column: string) => {
        const mark = row[column] == null ? null : readInt(row[column]);
        return mark !== null && mark > now + SETTLES_MS ? null : mark;
      };
      forms.set(processCode, {
        schemeId: String(row.id),
        processCode,
        formName: String(row.form_name),
        collecting: readInt(row.enabled) === 1,
        provenUntil: at('proven_until'),
        longSweepAt: at('long_sweep_at'),
        cutOverDate: cutOverOf(row.content),
      });
    }
    return [...forms.values()].sort((one, other) => (one.processCode < other.processCode ? -1 : 1));
  }
}

function proofOf(day: string, form: FormProof, partOf: (place: string) => Part | undefined): DayProof {
  const sums = sumsOf(PLACES.flatMap((place) => partOf(place) ?? []));
  return {
    day,
    processCode: form.processCode,
    formName: form.formName,
    state: stateOf(day, form, sums.unexplained.count, sums.reading.count),
    ...sums,
  };
}

const PLACES = ['ledger', 'left-out', 'settled', 'unexplained', 'reading'] as const;

/** Sums the parts; open approvals do not count to a day's finished ones. */
function sumsOf(parts: readonly Part[]): Completeness['total'] {
  const at = (...places: readonly string[]) => totalOf(parts.filter(({ place }) => places.includes(place)));
  return {
    finished: at(...PLACES),
    ledger: at('ledger'),
    leftOut: at('left-out'),
    settled: at('settled'),
    unexplained: at('unexplained'),
    reading: at('reading'),
  };
}

function stateOf(
  day: string,
  { provenUntil }: FormProof,
  unexplained: number,
  reading: number,
): (typeof DAY_STATES)[number] {
  if (unexplained > 0) return 'short';
  if (reading > 0) return 'reading';
  return provenUntil !== null && provenUntil >= dayStart(day) + DAY_MS + SETTLES_MS ? 'proven' : 'waiting';
}

function totalOf(parts: readonly Pick<Part, 'n' | 'fen' | 'unknowns'>[]): CountAndSum {
  const unknown = parts.reduce((all, { unknowns }) => all + readInt(unknowns), 0);
  return {
    count: parts.reduce((all, { n }) => all + readInt(n), 0),
    amount: fromFen(parts.reduce((all, { fen }) => all + readFen(fen), 0n)),
    ...(unknown > 0 ? { unknown } : {}),
  };
}
