import pLimit from 'p-limit';
import type { SendBy } from '../../call-times.js';
import { KingdeeUnavailableError } from '../../target.js';

/** Places for calls to Kingdee, KINGDEE_CONCURRENCY in all; taken before every call, logins and questions included. */
export abstract class CallSlots {
  /** How many calls may be in flight. */
  abstract readonly count: number;
  /**
   * Waits for a free place, makes the call and gives the place back whatever becomes of it.
   * @param until when the call is not begun any more.
   * @throws KingdeeUnavailableError where no place could be had in time, or the call may not leave any more: nothing was sent. Otherwise what `call` throws.
   */
  abstract within<T>(call: () => Promise<T>, until: SendBy): Promise<T>;
}

/** The places of one process that is alone. */
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
