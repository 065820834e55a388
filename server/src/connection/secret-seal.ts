import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** Derives a key of its own; the audit log's key comes from the same APP_SECRET (audit/chain/audit-key.ts). */
const LABEL = 'dingdee connection secrets 1';
const FORMAT = '1';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Place of a secret; a secret sealed for one place cannot be opened at another. */
export interface SecretPlace {
  /** Id of its row. */
  connection: string;
  /** Name of its setting. */
  setting: string;
}

/** A sealed secret cannot be opened: changed, taken from another place, or sealed with another key. Reveals nothing of its content. */
export class SealBrokenError extends Error {}

/** Seals with AES-256-GCM under a key that comes from APP_SECRET (HKDF-SHA256) and is never in the database (docs/decisions/0041). */
export class SecretSeal {
  private readonly key: Buffer;
  /** Identifies the key without revealing it: 16 hex digits. */
  readonly keyId: string;

  constructor(appSecret: string) {
    this.key = Buffer.from(hkdfSync('sha256', appSecret, '', LABEL, 32));
    this.keyId = createHmac('sha256', this.key).update('id').digest('hex').slice(0, 16);
  }

  /** @returns "1." and base64url of nonce, tag and ciphertext; never the same text twice. */
  seal(place: SecretPlace, secret: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key, iv, { authTagLength: TAG_BYTES });
    cipher.setAAD(boundTo(place));
    const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return `${FORMAT}.${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')}`;
  }

  /** Returns a mark by which values can be compared later without keeping them: 43 characters. */
  mark(values: readonly (string | undefined)[]): string {
    return createHmac('sha256', this.key)
      .update(JSON.stringify(['mark', values]))
      .digest('base64url');
  }

  /** @throws SealBrokenError */
  open(place: SecretPlace, sealed: string): string {
    const [format, text = ''] = sealed.split('.');
    const bytes = Buffer.from(text, 'base64url');
    if (format !== FORMAT || bytes.length < IV_BYTES + TAG_BYTES) throw new SealBrokenError('not a sealed secret');
    try {
      const iv = bytes.subarray(0, IV_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', this.key, iv, { authTagLength: TAG_BYTES });
      decipher.setAAD(boundTo(place));
      decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      const opened = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES));
      return Buffer.concat([opened, decipher.final()]).toString('utf8');
    } catch {
      throw new SealBrokenError('a sealed secret does not open');
    }
  }
}

const boundTo = ({ connection, setting }: SecretPlace): Buffer =>
  Buffer.from(JSON.stringify(['connection', connection, setting]), 'utf8');
