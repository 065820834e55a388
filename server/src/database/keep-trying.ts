import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@nestjs/common';

const RETRIES_MS = [100, 500, 2_000, 5_000, 10_000];

/**
 * Retries a commit, so that an answer of the other system is not lost while the database is busy or away for a moment. If all tries fail, the open
 * intent leads to a look.
 * @param what name of what is being settled, for the log.
 */
export async function keepTrying<T>(log: Logger, what: string, commit: () => Promise<T>): Promise<T> {
  for (const delay of RETRIES_MS) {
    try {
      return await commit();
    } catch (error) {
      log.warn(`settling ${what} failed, tried again: ${String(error)}`);
      await sleep(delay);
    }
  }
  return commit();
}
