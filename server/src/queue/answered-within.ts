/** Length of one slice in ms. A process that stands still loses one slice, however long it stands. */
const SLICE_MS = 50;

/**
 * Waits for an answer for `ms` of time in which this process ran. Time in which it stood still does not count: the answer may have
 * been in its socket all the while, and a plain timer would fire before the socket is read.
 * @throws Error "… timed out" when that time is over, or the error that `answer` rejects with.
 */
export function answeredWithin<T>(ms: number, answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    let left = Math.ceil(ms / SLICE_MS);
    let timer: NodeJS.Timeout;
    const next = (): void => {
      timer = setTimeout(() => {
        left -= 1;
        if (left > 0) next();
        else reject(new Error('the answer timed out'));
      }, SLICE_MS);
      timer.unref();
    };
    next();
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
