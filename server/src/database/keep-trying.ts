import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@nestjs/common';

const RETRIES_MS = [100, 500, 2_000, 5_000, 10_000];

/**
 * What the other side answered must not be lost to a database that is busy or away for a moment. Given up, the open intent leads to a look-up.
 * @param what is settled, for the log.
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
