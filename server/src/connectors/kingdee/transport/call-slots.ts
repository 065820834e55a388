import pLimit from 'p-limit';
import type { SendBy } from '../../call-times.js';
import { KingdeeUnavailableError } from '../../target.js';

/** Slots for calls to Kingdee, KINGDEE_CONCURRENCY in all; one is taken before every call, including logins and questions. */
export abstract class CallSlots {
  /** Number of calls that may be in flight. */
  abstract readonly count: number;
  /**
   * Waits for a free slot, makes the call and frees the slot in any case.
   * @param until latest time to begin the call.
   * @throws KingdeeUnavailableError if no slot became free in time or the call may not be sent any more: nothing was sent. Otherwise what
   *   `call` throws.
   */
  abstract within<T>(call: () => Promise<T>, until: SendBy): Promise<T>;
}

/** Slots of a single process. */
export class OwnSlots extends CallSlots {
  private readonly limit: ReturnType<typeof pLimit>;

  constructor(readonly count: number) {
    super();
    this.limit = pLimit(count);
  }

  within<T>(call: () => Promise<T>, until: SendBy): Promise<T> {
    return this.limit(async () => {
      if (!(await until.mayLeave())) throw noPlace();
      return call();
    });
  }
}

export const noPlace = (): KingdeeUnavailableError =>
  new KingdeeUnavailableError('同时去金蝶的调用已满，等了太久没有轮到，什么都没有发出。稍后会再试。', true);
