import type { SweepWindow } from '../scope/sweep-window.js';

/** A page holds 20 ids; one place is left for an approval that has finished since. */
const FULL = 19;
/** Unknown approvals were launched in the last weeks, so that some pieces hold several times the average. */
const CROWDED = 3;
const LEAST = 10;

/**
 * Cuts a window so that the known approvals of each piece fit on one page: a single page is a snapshot, within which nothing shifts.
 * Approvals of one minute stay together, because an answer may carry no seconds.
 * @param launches launch times of known approvals, oldest first, in Unix ms.
 * @param unread expected number of unknown approvals; a piece that does not fit costs three pages more, as it is read twice.
 */
export function onOnePage({ from, to }: SweepWindow, launches: readonly number[], unread = 0): SweepWindow[] {
  const full = Math.max(LEAST, FULL - Math.round((CROWDED * FULL * unread) / Math.max(1, launches.length)));
  const pieces: SweepWindow[] = [];
  let start = from;
  let held = 0;
  let minute = Number.NaN;
  let inMinute = 0;
  for (const at of launches) {
    if (at < from || at > to) continue;
    const ofMinute = Math.floor(at / 60_000) * 60_000;
    inMinute = ofMinute === minute ? inMinute + 1 : 1;
    minute = ofMinute;
    held += 1;
    if (held <= full || minute <= start) continue;
    pieces.push({ from: start, to: minute - 1 });
    start = minute;
    held = inMinute;
  }
  return [...pieces, { from: start, to }];
}
