import { createHmac, hkdfSync } from 'node:crypto';

/** Derives a key of its own: other keys that come from APP_SECRET cannot sign the log. */
const LABEL = 'dingdee audit log 1';

/**
 * The key of the audit log. It comes from APP_SECRET and is never in the database, so that write access to the database is not enough to forge a row
 * (docs/decisions/0022).
 */
export class AuditKey {
  private readonly key: Buffer;
  /** Identifies the key without revealing it. */
  readonly id: string;

  constructor(secret: string) {
    this.key = Buffer.from(hkdfSync('sha256', secret, '', LABEL, 32));
    this.id = this.mac('id', '').slice(0, 16);
  }

  /** Returns the HMAC-SHA256, in hex, over the kind of text and the text. */
  mac(kind: 'id' | 'mark' | 'begin' | 'link' | 'head', text: string): string {
    return createHmac('sha256', this.key).update(`${kind}\n${text}`).digest('hex');
  }
}
