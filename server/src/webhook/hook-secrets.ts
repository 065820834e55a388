import { WEBHOOK_DAY_MS } from '@dingdee/shared/webhook';
import { Inject, Injectable } from '@nestjs/common';
import * as z from 'zod/mini';
import { SETTINGS, type Settings } from '../config/settings.js';
import { SealBrokenError, SecretSeal } from '../connection/secret-seal.js';
import { newSecret } from './signature.js';

const stored = z.array(z.object({ sealed: z.string(), until: z.nullable(z.int()) }));
const SETTING = 'WEBHOOK_SECRET';

/** Reads and writes the column webhook.secrets, sealed with the key that seals the secrets of connections (docs/decisions/0041). */
@Injectable()
export class HookSecrets {
  private readonly seal: SecretSeal;

  constructor(@Inject(SETTINGS) { APP_SECRET }: Pick<Settings, 'APP_SECRET'>) {
    this.seal = new SecretSeal(APP_SECRET);
  }

  /** @returns the new secret, which is shown once, and the column's value. */
  make(hook: string): { secret: string; column: string } {
    const secret = newSecret();
    return { secret, column: JSON.stringify([this.sealed(hook, secret)]) };
  }

  /** Makes a new secret; the current one goes on signing beside it for a day. @param column as it is stored now */
  rotate(hook: string, column: unknown, now: number): { secret: string; column: string } {
    const secret = newSecret();
    const former = read(column).filter(({ until }) => until === null);
    const until = now + WEBHOOK_DAY_MS;
    const kept = former.map(({ sealed }) => ({ sealed, until }));
    return { secret, column: JSON.stringify([this.sealed(hook, secret), ...kept]) };
  }

  /** Returns the secrets that sign now, the newest first; null if one cannot be opened because APP_SECRET has changed. */
  open(hook: string, column: unknown, now: number): string[] | null {
    try {
      return holding(column, now).map(({ sealed }) => this.seal.open({ connection: hook, setting: SETTING }, sealed));
    } catch (error) {
      if (error instanceof SealBrokenError) return null;
      throw error;
    }
  }

  private sealed(hook: string, secret: string) {
    return { sealed: this.seal.seal({ connection: hook, setting: SETTING }, secret), until: null };
  }
}

const read = (column: unknown) => stored.parse(JSON.parse(String(column)));
/** An end further ahead than possible was written while the clock was wrong; it does not count. */
const holding = (column: unknown, now: number) =>
  read(column).filter(({ until }) => until === null || (until > now && until <= now + WEBHOOK_DAY_MS));

/** Returns the time until which a former secret signs as well, in Unix ms; null if only one signs. */
export const rotatingUntil = (column: unknown, now: number): number | null =>
  holding(column, now).find(({ until }) => until !== null)?.until ?? null;
