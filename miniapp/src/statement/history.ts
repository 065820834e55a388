import type { StatementRun } from '@dingdee/shared/statement';

/**
 * Worst state of a day; `uncompared`: some approvals have no known sum · `open`: bills of the day are still on their way · `none`: no statement ran
 * for it.
 */
export type DayState = 'red' | 'partial' | 'look' | 'uncompared' | 'open' | 'ok' | 'none';

type Run = Pick<StatementRun, 'day' | 'dingtalk' | 'red' | 'look' | 'open' | 'problem' | 'proven'>;
export function stateOf({ dingtalk, red, look, open, problem, proven }: Run): DayState {
  if (red.count > 0) return 'red';
  if (problem !== null || !proven) return 'partial';
  if (look > 0) return 'look';
  if (dingtalk.unknown) return 'uncompared';
  return open > 0 ? 'open' : 'ok';
}

const DAY_MS = 86_400_000;
const dayBefore = (day: string): string => new Date(Date.parse(`${day}T00:00:00Z`) - DAY_MS).toISOString().slice(0, 10);

/**
 * Returns each day back to the oldest statement, including days without one.
 * @param runs one for each day, newest first
 * @param due newest day that must have a statement by now
 */
export function historyOf(runs: readonly Run[], due: string): { day: string; state: DayState }[] {
  const [last, oldest] = [runs[0]?.day, runs.at(-1)?.day];
  if (last === undefined || oldest === undefined) return [];
  const newest = due > last ? due : last;
  const byDay = new Map(runs.map((run) => [run.day, stateOf(run)]));
  const days: { day: string; state: DayState }[] = [];
  for (let day = newest; day >= oldest; day = dayBefore(day)) days.push({ day, state: byDay.get(day) ?? 'none' });
  return days;
}

/** Height of the highest bar of a fortnight, in px. */
const HIGHEST = 56;

/** Returns a bar for each day, oldest first: its number of unfinished bills; null if the day has no statement. */
export function barsOf(
  runs: readonly Pick<StatementRun, 'day' | 'open' | 'red'>[],
  days: readonly { day: string }[],
): { day: string; open: number | null; red: boolean; height: number }[] {
  const byDay = new Map(runs.map((run) => [run.day, run]));
  const most = Math.max(1, ...runs.map(({ open }) => open));
  return [...days].reverse().map(({ day }) => {
    const run = byDay.get(day);
    const open = run?.open ?? null;
    // A single bill among many must stay visible.
    const height = open ? Math.max(3, Math.round((open / most) * HIGHEST)) : 0;
    return { day, open, red: (run?.red.count ?? 0) > 0, height };
  });
}
