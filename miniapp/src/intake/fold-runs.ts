import type { IntakeRun } from '@dingdee/shared/intake';
import { fullDate } from '../ui/formats.js';

/** One run, or several runs of one day and kind that brought nothing. */
export interface RunLine {
  id: string;
  kind: IntakeRun['kind'];
  /** Runs of the line, newest first; a line that is not folded has one. */
  runs: readonly IntakeRun[];
  from: number;
  to: number;
  seen: number;
  created: number;
  known: number;
  skipped: number;
  failed: number;
  calls: number;
}

const skippedOf = (run: IntakeRun): number => run.skipped.reduce((sum, { count }) => sum + count, 0);

/** Returns true for a finished run without new, left-out or failed approvals that no person started; such runs are folded. */
const isQuiet = (run: IntakeRun): boolean =>
  run.state === 'done' &&
  run.created === 0 &&
  run.failed.length === 0 &&
  skippedOf(run) === 0 &&
  run.kind !== 'manual' &&
  run.kind !== 'back-fill';

/**
 * Builds the lines of the run list: quiet runs of a day and kind share one line at the place of the newest, with summed numbers.
 * @param runs newest first
 */
export function foldRuns(runs: readonly IntakeRun[]): RunLine[] {
  const groups = new Map<string, IntakeRun[]>();
  for (const run of runs) {
    const key = isQuiet(run) ? `${fullDate(run.startedAt)} ${run.kind}` : run.id;
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups.values()].map(lineOf);
}

function lineOf(runs: readonly IntakeRun[]): RunLine {
  const sum = (of: (run: IntakeRun) => number) => runs.reduce((total, run) => total + of(run), 0);
  const starts = runs.map(({ startedAt }) => startedAt);
  const [first] = runs;
  return {
    id: first?.id ?? '',
    kind: first?.kind ?? 'head',
    runs,
    from: Math.min(...starts),
    to: Math.max(...starts),
    seen: sum(({ seen }) => seen),
    created: sum(({ created }) => created),
    known: sum(({ known }) => known),
    skipped: sum(skippedOf),
    failed: sum(({ failed }) => failed.length),
    calls: sum(({ calls }) => calls),
  };
}
