/** So many unanswered details in a row are an outage, not bad luck with single approvals. */
export const OUTAGE = 5;

/** Why a run ends early, told to all its stages. */
export class Halt {
  /** Unanswered details in a row. */
  outage = 0;
  /** Approvals that could not be written. */
  unstored = 0;
  private error: unknown = null;

  get on(): boolean {
    return this.error !== null;
  }

  get lostDatabase(): boolean {
    return this.unstored >= OUTAGE;
  }

  with(error: unknown): void {
    this.error ??= error;
  }

  /** Turns what a stage throws into the end of the run. */
  async guard(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.with(error);
    }
  }

  check(): void {
    if (this.error !== null) throw this.error;
  }
}
