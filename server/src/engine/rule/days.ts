import type { ClosedWay, DatePick, Rule, SchemeContent } from '@dingdee/shared/scheme';
import type { ControlRow } from '../../domain/approval/approval-instance.js';
import type { TableRows } from '../../domain/draft/provenance.js';
import type { ApprovalSource } from '../source/approval-source.js';
import { readDate } from '../source/dates.js';

export type DateRule = Extract<Rule, { kind: 'date' }>;

/** 推送当天: nothing of the approval, but the day of the mapping; only a date rule reads it (decision 159). */
export const PUSH_DAY = 'instance:pushDay';

/** The day of the mapping, and whether a rule has asked for it: only then is it cited. */
export class DayOfMapping {
  private asked = false;

  constructor(private readonly day: string | undefined) {}

  take(): string | undefined {
    this.asked = true;
    return this.day;
  }

  /** Returns the citation; empty if no rule asked for the day. */
  cited(): { day?: string } {
    return this.asked && this.day !== undefined ? { day: this.day } : {};
  }
}

/** Paying organisation → the last month, "2026-10", whose period Kingdee is known to have closed: it closes them in order. */
export type ClosedThrough = ReadonlyMap<string, string>;

/** A filled row of the details, and its place as it is shown. */
export interface DayRow {
  row: ControlRow;
  of: TableRows;
}

/** Result of a date rule. `unreadable`: one of the rows cannot be read, so that it is unknown which day is the earliest. */
export type FoundDay =
  | { kind: 'day'; day: string; text: string; label: string; of: readonly TableRows[] | null }
  | { kind: 'nothing'; label: string }
  | { kind: 'illegible'; text: string; label: string }
  | { kind: 'unreadable'; label: string };

/** Returns the earliest or latest day of a column; rows without a day are skipped, a row that cannot be read decides the result. */
export function pickedDay(from: string, pick: DatePick, source: ApprovalSource, rows: readonly DayRow[]): FoundDay {
  let best: Extract<FoundDay, { kind: 'day' }> | null = null;
  let label = '';
  for (const { row, of } of rows) {
    const read = source.read(from, row);
    label ||= read.label;
    if (read.unreadable || row.unreadable !== undefined) return { kind: 'unreadable', label: read.label };
    if (read.text === '') continue;
    const day = readDate(read.text);
    if (day === null) return { kind: 'illegible', text: read.text, label: read.label };
    if (best === null || (pick === 'earliest' ? day < best.day : day > best.day))
      best = { kind: 'day', day, text: read.text, label: read.label, of: [of] };
  }
  return best ?? { kind: 'nothing', label };
}

/** Returns the first day after a month: "2026-12" → "2027-01-01". */
export function firstDayAfter(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  const next = number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
  return `${next}-01`;
}

/** A day that lies in a closed period, and what the rule does with it. */
export interface ClosedDay {
  way: ClosedWay;
  /** Day as the approval has it. */
  was: string;
  through: string;
}

/** @param through last closed month of the paying organisation; undefined if none is known. */
export function placedDay(
  day: string,
  way: DateRule['closed'],
  through: string | undefined,
): { day: string; closed: ClosedDay | null } {
  if (way === undefined || through === undefined || day.slice(0, 7) > through) return { day, closed: null };
  const closed = { way, was: day, through };
  return { day: way === 'stop' ? day : firstDayAfter(through), closed };
}

const someDate = ({ header, rows }: Pick<SchemeContent, 'header' | 'rows'>, is: (rule: DateRule) => boolean): boolean =>
  [...Object.values(header), ...Object.values(rows)].some(({ rules }) =>
    rules.some((rule) => rule.kind === 'date' && is(rule)),
  );

/** Returns whether a rule of a scheme asks which periods are closed. */
export const asksForPeriods = (content: Pick<SchemeContent, 'header' | 'rows'>): boolean =>
  someDate(content, ({ closed }) => closed !== undefined);

/** Returns whether a rule of a scheme is 推送当天. */
export const asksForPushDay = (content: Pick<SchemeContent, 'header' | 'rows'>): boolean =>
  someDate(content, ({ from }) => from === PUSH_DAY);
