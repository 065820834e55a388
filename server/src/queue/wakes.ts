/** What can be woken; a wake is a hint without content (architecture.md, decision 1). */
export type WakeName = 'sweep' | 'map' | 'push' | 'probe' | 'writeback' | 'housekeeping';

/** Wakes workers: at once, or on a schedule. Losing a wake loses nothing: every worker looks for due rows in the database. */
export abstract class Wakes {
  /** The work of a name; never run twice at the same time in one process. A wake during a run causes one more run. */
  abstract on(name: WakeName, work: () => Promise<void>): void;
  abstract wake(name: WakeName): void;
  /** Wakes every `ms`, first after `ms`; a run that takes longer is not overlapped. */
  abstract every(name: WakeName, ms: number): void;
  /** Starts no further work and waits for what is running. */
  abstract close(): Promise<void>;
}
