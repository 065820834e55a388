import { WEBHOOK_DAY_MS } from '@dingdee/shared/webhook';
import { Inject, Injectable } from '@nestjs/common';
import * as z from 'zod/mini';
import { SETTINGS, type Settings } from '../config/settings.js';
import { SealBrokenError, SecretSeal } from '../connection/secret-seal.js';
import { newSecret } from './signature.js';

const stored = z.array(z.object({ sealed: z.string(), until: z.nullable(z.int()) }));
const SETTING = 'WEBHOOK_SECRET';

/** Secrets as the column webhook.secrets holds them, sealed with the key that seals those of connections (docs/decisions/0041). */
@Injectable()
export class HookSecrets {
  private readonly seal: SecretSeal;

  constructor(@Inject(SETTINGS) { APP_SECRET }: Pick<Settings, 'APP_SECRET'>) {
    this.seal = new SecretSeal(APP_SECRET);
  }

  /** @returns the secret, to be shown once, and what is stored of it. */
  make(hook: string): { secret: string; column: string } {
    const secret = newSecret();
    return { secret, column: JSON.stringify([this.sealed(hook, secret)]) };
  }

  /** The one of now goes on signing for a day beside the new one. @param column as it is stored now */
  rotate(hook: string, column: unknown, now: number): { secret: string; column: string } {
    const secret = newSecret();
    const former = read(column).filter(({ until }) => until === null);
    const until = now + WEBHOOK_DAY_MS;
    const kept = former.map(({ sealed }) => ({ sealed, until }));
    return { secret, column: JSON.stringify([this.sealed(hook, secret), ...kept]) };
  }

  /** Those that sign now, the newest first; null where one does not open: APP_SECRET is another one since. */
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
/** An end that lies further ahead than one can be was written by a clock that was wrong. */
const holding = (column: unknown, now: number) =>
  read(column).filter(({ until }) => until === null || (until > now && until <= now + WEBHOOK_DAY_MS));

/** Until when a former secret signs as well; null where only one does. */
export const rotatingUntil = (column: unknown, now: number): number | null =>
  holding(column, now).find(({ until }) => until !== null)?.until ?? null;
