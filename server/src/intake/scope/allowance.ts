/** What reading an approval takes: its detail, and its comment later. */
const READING = 2;

/**
 * Calls that may be spent on finding and reading approvals now: what the comments of bills that are on their way need is left over, and
 * each approval that is read adds its own. For one run, which counts it down.
 */
export class Allowance {
  /** Beyond what is set nothing is left to be kept, and DingTalk's answers decide: it grants days of grace, and calls may have been bought. */
  private readonly beyond: boolean;

  /** @param left calls of the month that are not used. @param owed comments that are still to be written. */
  constructor(
    private left: number,
    private owed: number,
  ) {
    this.beyond = left <= 0;
  }

  /** Whether another approval may be read. */
  get isOpen(): boolean {
    return this.beyond || this.left - this.owed >= READING;
  }

  /** One call is made, or was. */
  spend(): void {
    this.left -= 1;
  }

  /** A detail is asked for, and its comment will be. */
  read(): void {
    this.spend();
    this.owed += 1;
  }
}
