/** Names of the workers; a wake is a hint without content (architecture.md, decision 1). */
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
  | 'related'
  | 'names'
  | 'back-fill'
  | 'quarantine'
  | 'forms'
  | 'leavers'
  | 'statement'
  | 'check-up'
  | 'check-up-doubt'
  | 'housekeeping';

/** Work of which the database says when it falls due. */
export interface DueWork {
  /** Time in ms within which a change is looked at, and within which work is tried again that is due and could not be done. */
  withinMs: number;
  /** Reads when the next work falls due, in Unix ms as it is stored; null if none waits. Workers that only follow changes leave it out. */
  nextDue?: () => Promise<unknown>;
}

/** Wakes workers, at once or on a schedule. A lost wake loses nothing: every worker looks for due rows in the database. */
export abstract class Wakes {
  private over = false;

  /** True when this process is about to end: workers claim nothing new, and running work comes to its end. */
  get stopping(): boolean {
    return this.over;
  }

  /** Sets `stopping`; called before anything else is closed. */
  stop(): void {
    this.over = true;
  }

  /** Registers the work of a name. It never runs twice at the same time in one process; a wake during a run causes one more run. */
  abstract on(name: WakeName, work: () => Promise<void>): void;
  /** Wakes the worker of this process or, if several processes share a Redis, the worker of any free one. */
  abstract wake(name: WakeName): void;
  /** Wakes the worker of this process, for work that no other process knows about. */
  wakeHere(name: WakeName): void {
    this.wake(name);
  }
  /** Wakes every `ms`, first after at most `ms`, once for all processes together; runs do not overlap. */
  abstract every(name: WakeName, ms: number): void;
  /**
   * Wakes when work falls due, within `withinMs` of each change in the database, and now and then, since not all changes are told of. Where
   * other processes change the database, too, it wakes every `withinMs`.
   */
  whenDue(name: WakeName, { withinMs }: DueWork): void {
    this.every(name, withinMs);
  }
  /** Starts no further work and waits for running work. */
  abstract close(): Promise<void>;
}
