/** Returns 128 random bits. `crypto.randomUUID` is newer than the oldest clients. */
export const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Listener for lost answers: the number of lookups under way, and whether a lookup found the write saved. */
export type LostAnswers = (lost: { checking: number; saved: boolean }) => void;
const listeners = new Set<LostAnswers>();
let checking = 0;

/** Adds or removes one lookup of a lost answer. @param saved whether the lookup found the write saved */
export function askedAbout(more: 1 | -1, saved: boolean): void {
  checking += more;
  for (const listener of listeners) listener({ checking, saved });
}

/** @returns a function that removes the listener */
export function onLostAnswer(listener: LostAnswers): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
