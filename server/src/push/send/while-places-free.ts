/** Time after which due work is looked for again while places are free, in ms: work may become due before the running pieces end. */
const LOOK_AGAIN_MS = 100;

/**
 * Takes work as long as some is due and places are free, at most `most` pieces at a time. While a piece is running, work that becomes
 * due is taken at once by a free place.
 * @param take returns the next piece for the given number of free places; null if nothing is due. It is called one at a time.
 * @throws the error of the first failed piece, after all others have ended.
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
