import {
  CLOSE_POINT_CODES,
  CLOSE_POINTS,
  type CloseNote,
  type ClosePoint,
  type ClosePointState,
} from '@dingdee/shared/close';
import type { Amount } from '@dingdee/shared/money';

/** What is open of one point. */
export interface Open {
  count: number;
  amount: Amount | null;
  /** How many of them have no amount. */
  unknown?: number;
  days?: readonly string[];
}

/** Only a person's word makes these true. */
const SAID: readonly ClosePoint[] = ['period', 'audit'];
/** Nothing was looked at yet: of a month that began today no day is over. */
export const NOT_BEGUN: Open = { count: 0, amount: null };

/** The list of work before the signatures. @param open what nobody counts is not open. */
export function checklistOf(
  open: Readonly<Partial<Record<ClosePoint, Open>>>,
  notes: ReadonlyMap<string, CloseNote>,
): ClosePointState[] {
  return CLOSE_POINT_CODES.map((point) => {
    const { count, amount, unknown = 0, days } = open[point] ?? { count: 0, amount: null };
    const note = notes.get(point) ?? null;
    const done = count === 0 && open[point] !== NOT_BEGUN && (note !== null || !SAID.includes(point));
    const settled = done || (CLOSE_POINTS[point] === 'may' && note !== null);
    const sum = unknown > 0 ? { count, amount, unknown } : { count, amount };
    return { point, done, settled, ...sum, days: [...(days ?? [])], note };
  });
}
