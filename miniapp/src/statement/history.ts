import type { StatementRun } from '@dingdee/shared/statement';

/** The worst that is to be said of a day; `uncompared`: of some approvals no sum is known · `open`: bills of it are still on their way · `none`: nothing ever ran for it. */
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
 * Each day back to the oldest statement, those without one among them.
 * @param runs one a day, the newest day first. @param due the newest day that must have one by now.
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

/** The highest bar of a fortnight, in pixels. */
const HIGHEST = 56;

/** A bar for each day, the oldest first: how many of its bills have not come to their end; null where the day has no statement. */
export function barsOf(
  runs: readonly Pick<StatementRun, 'day' | 'open' | 'red'>[],
  days: readonly { day: string }[],
): { day: string; open: number | null; red: boolean; height: number }[] {
  const byDay = new Map(runs.map((run) => [run.day, run]));
  const most = Math.max(1, ...runs.map(({ open }) => open));
  return [...days].reverse().map(({ day }) => {
    const run = byDay.get(day);
    const open = run?.open ?? null;
    // A single bill among many is still seen.
    const height = open ? Math.max(3, Math.round((open / most) * HIGHEST)) : 0;
    return { day, open, red: (run?.red.count ?? 0) > 0, height };
  });
}
