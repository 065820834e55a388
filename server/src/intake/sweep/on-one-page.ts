import type { SweepWindow } from '../scope/sweep-window.js';

/** A page has 20: one is left for what has finished since. */
const FULL = 19;

/**
 * Cuts a window where so many known ones lie that a page can hold them: an answer of one page is of one moment, and nothing shifts within
 * it. Those of the same minute stay together, since an answer may carry no seconds.
 * @param launches of known ones, oldest first.
 */
export function onOnePage({ from, to }: SweepWindow, launches: readonly number[]): SweepWindow[] {
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
    if (held <= FULL || minute <= start) continue;
    pieces.push({ from: start, to: minute - 1 });
    start = minute;
    held = inMinute;
  }
  return [...pieces, { from: start, to }];
}
