/** More than this in one go is a clock that was set, or a machine that was suspended, and no drift. */
const JUMP_MS = 5_000;

/** A clock that jumped: by how much, ahead where positive, and when it was noticed by the clock as it is since. */
export interface ClockJump {
  byMs: number;
  at: number;
}

/**
 * The time that everything stored is compared by: the database's where several processes may share one, this machine's on SQLite.
 * Between two looks at the database it goes on with the process's own uptime, so that a local clock that is set changes nothing.
 */
export class SharedClock {
  /** Where the database's clock was when it was last asked. */
  private anchor: { time: number; uptime: number } | null = null;
  private last: { time: number; uptime: number } | null = null;
  private jumps: readonly ClockJump[] = [];
  private readonly listeners: (() => void)[] = [];

  /** Unix ms. */
  now(): number {
    return this.anchor === null ? Date.now() : Math.round(this.anchor.time + performance.now() - this.anchor.uptime);
  }

  /** The database's clock says `time`; from then on that is what counts. */
  follow(time: number): void {
    this.anchor = { time, uptime: performance.now() };
  }

  /**
   * Compares the time with the uptime of the process since the last look.
   * @returns the jump in between, null where there was none.
   */
  look(): ClockJump | null {
    const seen = { time: this.now(), uptime: performance.now() };
    return this.compare(seen);
  }

  /** The same where the database has just been asked. */
  followed(time: number): ClockJump | null {
    this.follow(time);
    return this.look();
  }

  /** Called after each jump. */
  onJump(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** The last jump; null where there was none since the start. */
  get jumped(): ClockJump | null {
    return this.jumps.at(-1) ?? null;
  }

  get jumpCount(): number {
    return this.jumps.length;
  }

  /** From when on times can be compared with now: what was written down before a jump says nothing of how long ago that was. */
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

/** Of this process, which has one database. */
export const clock = new SharedClock();
