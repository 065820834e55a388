/** What can be woken; a wake is a hint without content (architecture.md, decision 1). */
export type WakeName =
  | 'sweep'
  | 'event'
  | 'map'
  | 'push'
  | 'compare'
  | 'probe'
  | 'withdraw'
  | 'writeback'
  | 'webhook'
  | 'report'
  | 'notice'
  | 'todo'
  | 'watch'
  | 'amend'
  | 'reread'
  | 'names'
  | 'back-fill'
  | 'quarantine'
  | 'forms'
  | 'leavers'
  | 'statement'
  | 'check-up'
  | 'check-up-doubt'
  | 'housekeeping';

/** Wakes workers: at once, or on a schedule. Losing a wake loses nothing: every worker looks for due rows in the database. */
export abstract class Wakes {
  private over = false;

  /** This process is about to end: whoever claims takes nothing new, and what is under way comes to its end. */
  get stopping(): boolean {
    return this.over;
  }

  /** The sign for it, before anything else is put away. */
  stop(): void {
    this.over = true;
  }

  /** The work of a name; never run twice at the same time in one process. A wake during a run causes one more run. */
  abstract on(name: WakeName, work: () => Promise<void>): void;
  /** Wakes the worker of this process or, where several share a Redis, of whichever is free. */
  abstract wake(name: WakeName): void;
  /** Wakes the worker of this process: for work that no other process knows of. */
  wakeHere(name: WakeName): void {
    this.wake(name);
  }
  /** Wakes every `ms`, first after at most `ms`, once however many processes there are; a run that takes longer is not overlapped. */
  abstract every(name: WakeName, ms: number): void;
  /** Starts no further work and waits for what is running. */
  abstract close(): Promise<void>;
}
