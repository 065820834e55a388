import { comparableLabel } from '../../engine/source/control-name.js';

/** Longest label that is compared, in characters. */
const LONGEST = 60;

/** Returns the label that is spelt most like a name; null if none has at least half of it in common. */
export function nearestLabel(name: string, labels: readonly string[]): string | null {
  const sought = [...comparableLabel(name)].slice(0, LONGEST);
  let [best, least] = [null as string | null, Number.POSITIVE_INFINITY];
  for (const label of labels) {
    const letters = [...comparableLabel(label)].slice(0, LONGEST);
    const steps = distance(sought, letters);
    if (steps < least && steps * 2 <= Math.max(sought.length, letters.length)) [best, least] = [label, steps];
  }
  return best;
}

/** Returns how many characters have to be added, removed or replaced to turn one text into the other (Levenshtein). */
function distance(one: readonly string[], other: readonly string[]): number {
  let above = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [row, letter] of one.entries()) {
    const line = [row + 1];
    for (const [at, against] of other.entries())
      line.push(
        Math.min((above[at] ?? 0) + (letter === against ? 0 : 1), (above[at + 1] ?? 0) + 1, (line[at] ?? 0) + 1),
      );
    above = line;
  }
  return above.at(-1) ?? 0;
}
