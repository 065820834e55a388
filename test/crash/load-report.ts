import { isClean } from './ledger-check.js';
import type { LoadResult } from './load.js';

/** Largest allowed ratio of the memory of the last third to that of the first (medians). */
export const MEMORY_LIMIT = 1.2;

/** Returns the errors of a run, in words; empty = it held. Times are printed, never judged. */
export function loadComplaints({ answers, verdict, states, memory, logErrors }: LoadResult): string[] {
  const wrong = Object.entries(answers.errors).map(([words, count]) => `${count} × ${words}`);
  if (!isClean(verdict)) wrong.push(`ledgers differ: ${JSON.stringify(verdict).slice(0, 2000)}`);
  if (Object.keys(states).some((state) => state !== 'written-back')) wrong.push(`left over: ${JSON.stringify(states)}`);
  if (memory.ratio > MEMORY_LIMIT)
    wrong.push(`memory grew from ${memory.firstMiB} to ${memory.lastMiB} MiB (× ${memory.ratio.toFixed(2)})`);
  wrong.push(...logErrors.slice(0, 5));
  return wrong;
}

/** Returns the measurements, as lines. */
export function tellLoad({ answers, verdict, memory, seconds, preparation }: LoadResult): string[] {
  const ms = (value: number): string => `${Math.round(value)} ms`.padStart(9);
  return [
    `${verdict.bills} bills of ${verdict.approvals} approvals; prepared in ${preparation.toFixed(0)} s, measured for ${seconds.toFixed(0)} s`,
    ...answers.timings.map(
      ({ what, count, p50, p99, most }) =>
        `    ${what.padEnd(8)} ${String(count).padStart(6)} ×  p50 ${ms(p50)}  p99 ${ms(p99)}  most ${ms(most)}`,
    ),
    `    looked again because somebody else was faster: ${answers.stale}; errors: ${Object.keys(answers.errors).length}`,
    `    memory, median of the first and the last third: ${memory.firstMiB} and ${memory.lastMiB} MiB (× ${memory.ratio.toFixed(2)}), peak ${memory.peakMiB} MiB`,
  ];
}
