/** Calls that reading an approval costs: its detail now and its comment later, and a third one if it may be read again before the send. */
export const READING = { once: 2, again: 3 };

/**
 * The calls that one run may spend on finding and reading approvals; the run counts them down. The calls for the comments of bills under
 * way are kept, and each approval that is read adds its own.
 */
export class Allowance {
  /**
   * Whether the configured limit is used up. Then there is nothing to keep, and DingTalk's answers decide: it grants
   * days of grace, and calls may have been bought.
   */
  private readonly beyond: boolean;

  /**
   * @param left unused calls of the month. @param owed calls that approvals already read still need. @param reading calls that one more
   * approval costs in all.
   */
  constructor(
    private left: number,
    private owed: number,
    private readonly reading: number = READING.once,
  ) {
    this.beyond = left <= 0;
  }

  /** Whether another approval may be read. */
  get isOpen(): boolean {
    return this.beyond || this.left - this.owed >= this.reading;
  }

  /** Counts one call. */
  spend(): void {
    this.left -= 1;
  }

  /** Counts one detail call, and keeps the other calls that the approval needs. */
  read(): void {
    this.spend();
    this.owed += this.reading - 1;
  }
}
