import type { SandboxClock } from '../context.js';

export type ApiFamily = 'old' | 'new';

/** Life of a token, in seconds (dingtalk.md §1.1). */
export const TOKEN_LIFE_S = 7200;
const TICKET_DEATH_MS = 24 * 3_600_000;

interface Issued {
  value: string;
  bornAt: number;
  expiresAt: number;
}

const base = (at: number, sequence: number): string =>
  `${at.toString(16)}${(sequence * 0x9e3779b1).toString(16).slice(-8).padStart(8, '0')}`;

/** Issues app tokens and jsapi tickets of one app: a fetch during the life of a token returns the same value and renews it (§1.1, §7.3). */
export class TokenDesk {
  private readonly current = new Map<ApiFamily | 'ticket', Issued>();
  private sequence = 0;
  /** Expired tokens, for which the old host has another message (§1.2). */
  private readonly outlived = new Set<string>();

  constructor(private readonly clock: SandboxClock) {}

  issue(kind: ApiFamily | 'ticket'): string {
    const now = this.clock.now();
    const present = this.current.get(kind);
    const dead = kind === 'ticket' && present !== undefined && now - present.bornAt >= TICKET_DEATH_MS;
    if (present && present.expiresAt > now && !dead) {
      present.expiresAt = now + TOKEN_LIFE_S * 1000;
      return present.value;
    }
    if (present) this.outlived.add(present.value);
    this.sequence += 1;
    const value = base(now, this.sequence).repeat(2).slice(0, 32);
    this.current.set(kind, { value, bornAt: now, expiresAt: now + TOKEN_LIFE_S * 1000 });
    return value;
  }

  /** Whether a token is valid for this family; with `interchangeable` also a token of the other family (§1.1, UNCONFIRMED). */
  accepts(family: ApiFamily, token: string, interchangeable: boolean): boolean {
    const valid = (kind: ApiFamily): boolean => {
      const issued = this.current.get(kind);
      return issued !== undefined && issued.value === token && issued.expiresAt > this.clock.now();
    };
    return valid(family) || (interchangeable && valid(family === 'old' ? 'new' : 'old'));
  }

  /** Whether this token has expired. */
  hasExpired(token: string): boolean {
    if (this.outlived.has(token)) return true;
    return [...this.current.values()].some(({ value, expiresAt }) => value === token && expiresAt <= this.clock.now());
  }

  /** Returns the present ticket, for a container that checks a dd.config signature; undefined if none is valid. */
  ticket(): string | undefined {
    const issued = this.current.get('ticket');
    return issued && issued.expiresAt > this.clock.now() ? issued.value : undefined;
  }

  /** Makes every token invalid at once, as an administrator's reset does. */
  invalidate(): void {
    this.current.delete('old');
    this.current.delete('new');
  }
}
