/** A larger change at once means that the clock was set or the machine suspended; it is no drift. */
const JUMP_MS = 5_000;

/** A jump of the clock: by how many ms (positive: ahead), and when it was noticed, by the clock after the jump. */
export interface ClockJump {
  byMs: number;
  at: number;
}

/**
 * The clock for everything that is stored and compared: the database's time if several processes may share one database, this machine's on SQLite.
 * Between two readings of the database's time it advances with the process's uptime, so that setting the local clock changes nothing.
 */
export class SharedClock {
  /** The database's time at the last reading, with the uptime at that moment; null on SQLite. */
  private anchor: { time: number; uptime: number } | null = null;
  private last: { time: number; uptime: number } | null = null;
  private jumps: readonly ClockJump[] = [];
  private readonly listeners: (() => void)[] = [];

  /** Returns the time in Unix ms. */
  now(): number {
    return this.anchor === null ? Date.now() : Math.round(this.anchor.time + performance.now() - this.anchor.uptime);
  }

  /** Sets the clock to `time`, as the database's clock says. */
  follow(time: number): void {
    this.anchor = { time, uptime: performance.now() };
  }

  /**
   * Compares the time with the uptime of the process since the last call.
   * @returns the jump in between; null if there was none.
   */
  look(): ClockJump | null {
    const seen = { time: this.now(), uptime: performance.now() };
    return this.compare(seen);
  }

  /** Sets the clock to the database's `time`, then compares as `look` does. */
  followed(time: number): ClockJump | null {
    this.follow(time);
    return this.look();
  }

  /** Adds a listener that is called after each jump. */
  onJump(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** The last jump; null if there was none since the start. */
  get jumped(): ClockJump | null {
    return this.jumps.at(-1) ?? null;
  }

  get jumpCount(): number {
    return this.jumps.length;
  }

  /** The time from which stored times can be compared with now: a time stored before a jump does not say how long ago it was. */
  get steadySince(): number {
    return this.jumped?.at ?? 0;
  }

  private compare(seen: { time: number; uptime: number }): ClockJump | null {
    const { last } = this;
    this.last = seen;
    if (last === null) return null;
    const byMs = Math.round(seen.time - last.time - (seen.uptime - last.uptime));
    if (Math.abs(byMs) < JUMP_MS) return null;
    const jump = { byMs, at: seen.time };
    this.jumps = [...this.jumps, jump].slice(-1_000);
    for (const tell of this.listeners) tell();
    return jump;
  }
}

/** The clock of this process, which has one database. */
export const clock = new SharedClock();
