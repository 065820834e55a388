import type { SandboxClock } from '../context.js';

const LIFE_MS = 5 * 60_000;

/** Login codes of the container: five minutes, once (dingtalk.md §7.2). */
export class LoginCodes {
  private readonly codes = new Map<string, { userid: string; expiresAt: number }>();
  private sequence = 0;

  constructor(private readonly clock: SandboxClock) {}

  issue(userid: string): string {
    this.sequence += 1;
    const code = `${this.clock.now().toString(16)}${(this.sequence * 0x85ebca6b).toString(16).slice(-8)}`.padEnd(
      32,
      'e',
    );
    this.codes.set(code, { userid, expiresAt: this.clock.now() + LIFE_MS });
    return code;
  }

  /** Userid of a live code, which is spent by this; undefined for an unknown, spent or expired one. */
  redeem(code: string): string | undefined {
    const found = this.codes.get(code);
    this.codes.delete(code);
    return found && found.expiresAt > this.clock.now() ? found.userid : undefined;
  }
}
