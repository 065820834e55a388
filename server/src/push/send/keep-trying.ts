import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@nestjs/common';

const RETRIES_MS = [100, 500, 2_000, 5_000, 10_000];

/** What Kingdee answered must not be lost to a database that is busy or away for a moment. Given up, the open intent leads to a look-up. */
export async function keepTrying<T>(log: Logger, callId: string, commit: () => Promise<T>): Promise<T> {
  for (const delay of RETRIES_MS) {
    try {
      return await commit();
    } catch (error) {
      log.warn(`settling call ${callId} failed, tried again: ${String(error)}`);
      await sleep(delay);
    }
  }
  return commit();
}
