/** 128 random bits; `crypto.randomUUID` is younger than the oldest clients. */
export const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Told while answers are asked about that were lost: how many, and whether one of them was found to be saved. */
export type LostAnswers = (lost: { checking: number; saved: boolean }) => void;
const listeners = new Set<LostAnswers>();
let checking = 0;

/** One more is asked about, or one less. @param saved it was found to be. */
export function askedAbout(more: 1 | -1, saved: boolean): void {
  checking += more;
  for (const listener of listeners) listener({ checking, saved });
}

/** @returns stops it. */
export function onLostAnswer(listener: LostAnswers): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
