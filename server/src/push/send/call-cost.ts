/** Weight of the earlier calls after each new call. */
const MEMORY = 0.9;
/**
 * Smallest size, and the size until calls of different sizes were seen: about 0.1 s per call and 0.02 s per bill give this value, and
 * each chunk costs us a dozen transactions as well.
 */
const LEAST = 5;
const UNSEEN = { perCall: 100, perBill: 20 };
/** Calls of a chunk: save, submit, audit. */
const STEPS = 3;

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
    const { perCall, perBill } = this.line;
    return perBill <= 0 ? Number.POSITIVE_INFINITY : Math.max(LEAST, Math.round(perCall / perBill));
  }

  /**
   * Returns how long a chunk is still under way, as the number of bills that another chunk gets through its steps in this time; 0 where one
   * more bill costs nothing. Times since its claim would say too little left, because a chunk also waits for places.
   * @param calls calls that it still needs, the one under way included
   */
  leftOf(bills: number, calls: number): number {
    const { perCall, perBill } = this.line;
    return perBill <= 0 ? 0 : ((bills + perCall / perBill) * calls) / STEPS;
  }

  /** Cost of a call and of each of its bills, in ms; an assumption until calls of different sizes were seen. */
  private get line(): { perCall: number; perBill: number } {
    const spread = this.weight * this.billsSquared - this.bills * this.bills;
    // Calls of one size only do not show the cost per bill.
    if (!(spread > this.weight)) return UNSEEN;
    const perBill = (this.weight * this.billsByMs - this.bills * this.ms) / spread;
    return { perCall: (this.ms - perBill * this.bills) / this.weight, perBill };
  }
}

/**
 * Returns how many of the due bills the next call takes so that the last calls of all places end together: the other places take theirs as
 * soon as they come free. Not fewer than is worthwhile, not more than the largest chunk.
 * @param waits for each other place how long it is still busy, in bills (`leftOf`); 0 for a free one
 */
export function shareOf(due: number, waits: readonly number[], worthwhile: number, most: number): number {
  let level = due;
  let sharing = 1;
  for (const wait of [...waits].sort((a, b) => a - b)) {
    if (wait >= level) break;
    level = (level * sharing + wait) / (sharing + 1);
    sharing++;
  }
  return Math.max(1, Math.min(most, Math.max(Math.ceil(level), worthwhile)));
}
