import type { SandboxClock } from '../context.js';

const LIFE_MS = 5 * 60_000;

/** Issues the login codes of the container: valid for five minutes and once (dingtalk.md §7.2). */
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

  /** Uses up a code. @returns its userid; undefined for an unknown, used or expired code. */
  redeem(code: string): string | undefined {
    const found = this.codes.get(code);
    this.codes.delete(code);
    return found && found.expiresAt > this.clock.now() ? found.userid : undefined;
  }
}
