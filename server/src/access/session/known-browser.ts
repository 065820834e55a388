import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';

const LABEL = 'dingdee known browser 1';
const LENGTH = 22;
const SHAPE = new RegExp(`^([\\w-]{${LENGTH}})\\.([\\w-]{${LENGTH}})$`);

/** How long a browser is known after its last log-in. */
export const KNOWN_SECONDS = 180 * 86_400;

/**
 * What a browser keeps once somebody has logged in with it: no right to anything, only a place of its own before the log-in (LoginGate). It
 * is one person's, whatever their browsers are, says nothing of who that is, and cannot be made without APP_SECRET.
 */
@Injectable()
export class KnownBrowser {
  private readonly keys: readonly Buffer[];

  constructor(@Inject(SETTINGS) settings: Pick<Settings, 'APP_SECRET' | 'APP_SECRET_BEFORE'>) {
    const { APP_SECRET, APP_SECRET_BEFORE } = settings;
    this.keys = [APP_SECRET, ...(APP_SECRET_BEFORE === undefined ? [] : [APP_SECRET_BEFORE])].map((secret) =>
      Buffer.from(hkdfSync('sha256', secret, '', LABEL, 32)),
    );
  }

  /** The cookie's value. */
  of(userId: string): string {
    const [key] = this.keys;
    if (!key) throw new Error('no key');
    const person = digest(key, `person ${userId}`);
    return `${person}.${digest(key, `seal ${person}`)}`;
  }

  /** Whose log-ins those of this browser are counted with; undefined where the cookie is not ours. */
  read(cookie: string | undefined): string | undefined {
    const [, person, seal] = SHAPE.exec(cookie ?? '') ?? [];
    if (person === undefined || seal === undefined) return undefined;
    const isOurs = this.keys.some((key) =>
      timingSafeEqual(Buffer.from(digest(key, `seal ${person}`)), Buffer.from(seal)),
    );
    return isOurs ? person : undefined;
  }
}

const digest = (key: Buffer, text: string): string =>
  createHmac('sha256', key).update(text).digest('base64url').slice(0, LENGTH);
