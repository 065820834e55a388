/** This many unanswered details in a row are an outage, not bad luck with single approvals. */
export const OUTAGE = 5;

/** Why a run ends early, shared by all its stages. */
export class Halt {
  /** Number of unanswered details in a row. */
  outage = 0;
  /** Number of approvals that could not be written. */
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

  /** Runs the work of a stage; an error that it throws ends the run. */
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
