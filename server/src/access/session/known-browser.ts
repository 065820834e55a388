import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';

const LABEL = 'dingdee known browser 1';
const LENGTH = 22;
const SHAPE = new RegExp(`^([\\w-]{${LENGTH}})\\.([\\w-]{${LENGTH}})$`);

/** How long a browser stays known after its last log-in, in seconds. */
export const KNOWN_SECONDS = 180 * 86_400;

/**
 * Makes and reads the cookie of a browser in which somebody has logged in. It gives no right, only a separate place before the log-in (LoginGate). It
 * is the same for all browsers of a person, does not show who that is, and cannot be made without APP_SECRET.
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

  /** Returns the cookie's value. */
  of(userId: string): string {
    const [key] = this.keys;
    if (!key) throw new Error('no key');
    const person = digest(key, `person ${userId}`);
    return `${person}.${digest(key, `seal ${person}`)}`;
  }

  /** Returns the person key with which this browser's log-ins are counted; undefined if the cookie is not ours. */
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
