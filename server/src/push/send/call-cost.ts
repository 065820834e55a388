/** How much an earlier call weighs against the next one. */
const MEMORY = 0.9;
/** Until calls of different sizes were seen (a tenth of a second and a fiftieth a bill come to it), and at least: a chunk costs us a dozen transactions as well. */
const LEAST = 5;

/**
 * What a call to Kingdee costs by itself and per bill, learnt from the calls that were answered: a line through their times, in which
 * earlier ones fade. Pure; one per process.
 */
export class CallCost {
  private weight = 0;
  private bills = 0;
  private ms = 0;
  private billsSquared = 0;
  private billsByMs = 0;

  /** A call of so many bills that was answered after so long, its wait for a place not included. */
  note(bills: number, ms: number): void {
    this.weight = this.weight * MEMORY + 1;
    this.bills = this.bills * MEMORY + bills;
    this.ms = this.ms * MEMORY + ms;
    this.billsSquared = this.billsSquared * MEMORY + bills * bills;
    this.billsByMs = this.billsByMs * MEMORY + bills * ms;
  }

  /**
   * The size at which a call spends as long on its bills as on itself: smaller ones waste Kingdee's time, larger ones make bills wait
   * while places are free. At least 5; infinite where a bill more costs nothing.
   */
  get worthwhile(): number {
    const spread = this.weight * this.billsSquared - this.bills * this.bills;
    // Calls of one size only say nothing of what a bill costs.
    if (!(spread > this.weight)) return LEAST;
    const perBill = (this.weight * this.billsByMs - this.bills * this.ms) / spread;
    const perCall = (this.ms - perBill * this.bills) / this.weight;
    if (perBill <= 0) return Number.POSITIVE_INFINITY;
    return Math.max(LEAST, Math.round(perCall / perBill));
  }
}

/**
 * How many of the due bills the next call takes: an even part for each free place, so that nobody waits behind a long call while
 * places are free; no fewer than is worthwhile, no more than the largest chunk.
 */
export const shareOf = (due: number, free: number, worthwhile: number, most: number): number =>
  Math.max(1, Math.min(most, Math.max(Math.ceil(due / Math.max(1, free)), worthwhile)));
