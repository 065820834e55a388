import { createHmac, hkdfSync } from 'node:crypto';

/** Another label, another key: whatever else comes from APP_SECRET is no key of the log. */
const LABEL = 'dingdee audit log 1';

/** The key of the audit log. It comes from APP_SECRET and is never in the database, so that whoever can write there cannot make a row (docs/decisions/0022). */
export class AuditKey {
  private readonly key: Buffer;
  /** Tells keys apart and gives nothing of them away. */
  readonly id: string;

  constructor(secret: string) {
    this.key = Buffer.from(hkdfSync('sha256', secret, '', LABEL, 32));
    this.id = this.mac('id', '').slice(0, 16);
  }

  /** HMAC-SHA256 over what kind of text this is, and the text. */
  mac(kind: 'id' | 'mark' | 'begin' | 'link' | 'head', text: string): string {
    return createHmac('sha256', this.key).update(`${kind}\n${text}`).digest('hex');
  }
}
