/** Nothing is due now, but something may be before those that work are done. */
const LOOK_AGAIN_MS = 100;

/**
 * Takes work as long as there is some and places are free, at most `most` pieces at a time; while any is at work, what becomes due
 * meanwhile is taken by a free place at once.
 * @param take the next piece, told how many places are free; null: nothing is due. One question at a time.
 * @throws what the first failed piece threw, after all others have ended.
 */
export async function whilePlacesFree(
  most: number,
  take: (free: number) => Promise<(() => Promise<void>) | null>,
): Promise<void> {
  const busy = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const failed = (error: unknown) => void failures.push(error);
  for (;;) {
    while (busy.size < most && failures.length === 0) {
      const work = await take(most - busy.size).catch((error: unknown) => {
        failed(error);
        return null;
      });
      if (work === null) break;
      const going: Promise<void> = work()
        .catch(failed)
        .finally(() => busy.delete(going));
      busy.add(going);
    }
    if (busy.size === 0) break;
    const pause = timer(LOOK_AGAIN_MS);
    const waits = busy.size < most && failures.length === 0 ? [...busy, pause.over] : [...busy];
    await Promise.race(waits);
    pause.stop();
  }
  if (failures.length > 0) throw failures[0];
}

function timer(ms: number): { over: Promise<void>; stop: () => void } {
  let stop = (): void => undefined;
  const over = new Promise<void>((resolve) => {
    const running = setTimeout(resolve, ms);
    stop = () => clearTimeout(running);
  });
  return { over, stop };
}
