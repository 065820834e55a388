import {
  CLOSE_POINT_CODES,
  CLOSE_POINTS,
  type CloseNote,
  type ClosePoint,
  type ClosePointState,
} from '@dingdee/shared/close';
import type { Amount } from '@dingdee/shared/money';

/** Open work of one point. */
export interface Open {
  count: number;
  amount: Amount | null;
  /** Number of items without an amount. */
  unknown?: number;
  days?: readonly string[];
}

/** Points that only a person can confirm. */
const SAID: readonly ClosePoint[] = ['period', 'audit'];
/** Nothing was checked yet: in a month that began today no day is over. */
export const NOT_BEGUN: Open = { count: 0, amount: null };

/** Makes the checklist before the signatures. @param open points that are missing count as not open. */
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
