import { Injectable } from '@nestjs/common';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Time for which an open approval is not read again, by the time since its launch (product.md §6). */
const PATIENCE: readonly { younger: number; wait: number }[] = [
  { younger: DAY_MS, wait: HOUR_MS },
  { younger: 7 * DAY_MS, wait: 6 * HOUR_MS },
  { younger: Number.POSITIVE_INFINITY, wait: DAY_MS },
];

/**
 * Remembers approvals that were read while still running. topapi lists them with the finished ones, so without this memory each sweep would
 * pay for all of them again. Kept in memory: after a restart each is read once more.
 */
@Injectable()
export class OpenApprovals {
  private readonly schemes = new Map<string, Map<string, { startedAt: number; readAt: number }>>();

  /** Notes that an approval was read at `now` (Unix ms) and is still open. */
  seen(schemeId: string, processInstanceId: string, startedAt: number, now: number): void {
    const open = this.schemes.get(schemeId) ?? new Map();
    open.set(processInstanceId, { startedAt, readAt: now });
    this.schemes.set(schemeId, open);
  }

  settled(schemeId: string, processInstanceId: string): void {
    this.schemes.get(schemeId)?.delete(processInstanceId);
  }

  /** Returns whether an approval may be read again; true for one that was never seen open. */
  isDue(schemeId: string, processInstanceId: string, now: number): boolean {
    const entry = this.schemes.get(schemeId)?.get(processInstanceId);
    return entry === undefined || isDue(entry, now);
  }

  due(schemeId: string, now: number): string[] {
    return [...(this.schemes.get(schemeId) ?? [])].filter(([, entry]) => isDue(entry, now)).map(([id]) => id);
  }
}

function isDue({ startedAt, readAt }: { startedAt: number; readAt: number }, now: number): boolean {
  const wait = PATIENCE.find(({ younger }) => now - startedAt < younger)?.wait ?? DAY_MS;
  return now - readAt >= wait || readAt > now;
}
