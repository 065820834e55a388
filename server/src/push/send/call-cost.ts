/** Weight of the earlier calls after each new call. */
const MEMORY = 0.9;
/**
 * Smallest size, and the size until calls of different sizes were seen: about 0.1 s per call and 0.02 s per bill give this value, and
 * each chunk costs us a dozen transactions as well.
 */
const LEAST = 5;

/**
 * Learns the cost of a call to Kingdee, fixed and per bill, from the answered calls: a line through their times, in which earlier
 * calls fade. Pure; one per process.
 */
export class CallCost {
  private weight = 0;
  private bills = 0;
  private ms = 0;
  private billsSquared = 0;
  private billsByMs = 0;

  /** Adds an answered call with its number of bills and its time, without the wait for a place. */
  note(bills: number, ms: number): void {
    this.weight = this.weight * MEMORY + 1;
    this.bills = this.bills * MEMORY + bills;
    this.ms = this.ms * MEMORY + ms;
    this.billsSquared = this.billsSquared * MEMORY + bills * bills;
    this.billsByMs = this.billsByMs * MEMORY + bills * ms;
  }

  /**
   * The size at which a call spends as long on its bills as on itself. Smaller calls waste Kingdee's time; larger ones make bills wait
   * while places are free. At least 5; infinite if one more bill costs nothing.
   */
  get worthwhile(): number {
    const spread = this.weight * this.billsSquared - this.bills * this.bills;
    // Calls of one size only do not show the cost per bill.
    if (!(spread > this.weight)) return LEAST;
    const perBill = (this.weight * this.billsByMs - this.bills * this.ms) / spread;
    const perCall = (this.ms - perBill * this.bills) / this.weight;
    if (perBill <= 0) return Number.POSITIVE_INFINITY;
    return Math.max(LEAST, Math.round(perCall / perBill));
  }
}

/**
 * Returns into how many parts the due bills are divided: one for each free place, and at least one for every second place, because busy
 * places come free soon. Without those the last bills of many would be one large call, and the other places would wait for it.
 */
export const partsOf = (free: number, places: number): number => Math.max(1, free, Math.ceil(places / 2));

/**
 * Returns how many of the due bills the next call takes: an equal part, so that no bill waits behind a long call while places are free;
 * not fewer than is worthwhile, not more than the largest chunk.
 */
export const shareOf = (due: number, parts: number, worthwhile: number, most: number): number =>
  Math.max(1, Math.min(most, Math.max(Math.ceil(due / parts), worthwhile)));
