import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** Key used as 32 ASCII bytes, not as 16 hex bytes (kingdee.md §3). */
const KEY = Buffer.from('0054f397c6234378b09ca7d3e5debce7', 'ascii');

const mac = (key: string, message: string): string =>
  Buffer.from(createHmac('sha256', key).update(message).digest('hex')).toString('base64');

const same = (left: string, right: string): boolean => {
  const a = Buffer.from(left);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
};

/** Returns the gateway secret hidden in the second half of an appId; empty if that half is not 32 characters (kingdee.md §3). */
export function clientSecretOf(appId: string): string {
  const hidden = appId.split('_')[1] ?? '';
  if (hidden.length !== 32) return '';
  const bytes = Buffer.from(hidden, 'base64');
  return Buffer.from(bytes.map((byte, index) => byte ^ (KEY[index] ?? 0))).toString('base64');
}

/** Returns X-Api-Signature over the path as called, nonce and timestamp (kingdee.md §3). */
export function apiSignature(appId: string, path: string, nonce: string, timestamp: string): string {
  const canonical = `POST\n${encodeURIComponent(path)}\n\nx-api-nonce:${nonce}\nx-api-timestamp:${timestamp}\n`;
  return mac(clientSecretOf(appId), canonical);
}

/** Returns X-Kd-Signature over application and user (kingdee.md §3); it contains no time. */
export function kdSignature(appId: string, appSecret: string, appData: string): string {
  return mac(appSecret, appId + appData);
}

/** Returns the sign of LoginBySign: lowercase hex SHA-256 over the ordinally sorted five strings (kingdee.md §2). */
export function loginSign(acctId: string, user: string, appId: string, appSecret: string, timestamp: string): string {
  const sorted = [acctId, user, appId, appSecret, timestamp].sort();
  return createHash('sha256').update(sorted.join('')).digest('hex');
}

/** Converts seconds (Python SDK) or milliseconds (Java SDK) to milliseconds; null if it is neither (kingdee.md §3). */
export function timestampMs(text: string): number | null {
  if (/^\d{10}$/.test(text)) return Number(text) * 1000;
  return /^\d{13}$/.test(text) ? Number(text) : null;
}

export interface SignedCall {
  /** Header names in lower case. */
  headers: Readonly<Record<string, string | undefined>>;
  /** Path as called, /k3cloud/ included, without a query. */
  path: string;
}

export interface SignatureRules {
  appId: string;
  appSecret: string;
  nowMs: number;
  linkValidMs: number;
  gatewayHeadersVerified: boolean;
}

export interface AppData {
  acctId: string;
  user: string;
  lcid: string;
  org: string;
}

/**
 * Verifies the signature headers.
 * @returns the caller; null if a header is missing or wrong: the site then answers "session lost" (kingdee.md §2.3).
 */
export function verifySignature({ headers, path }: SignedCall, rules: SignatureRules): AppData | null {
  const appData = Buffer.from(headers['x-kd-appdata'] ?? '', 'base64').toString('utf8');
  if (headers['x-kd-appkey'] !== rules.appId) return null;
  if (!same(headers['x-kd-signature'] ?? '', kdSignature(rules.appId, rules.appSecret, appData))) return null;

  const timestamp = headers['x-api-timestamp'] ?? '';
  const at = timestampMs(timestamp);
  if (at !== null || rules.gatewayHeadersVerified) {
    if (at === null || rules.linkValidMs <= 0 || Math.abs(rules.nowMs - at) > rules.linkValidMs) return null;
  }
  if (rules.gatewayHeadersVerified) {
    const nonce = headers['x-api-nonce'] ?? '';
    if (nonce === '' || headers['x-api-clientid'] !== rules.appId.split('_')[0]) return null;
    if (!same(headers['x-api-signature'] ?? '', apiSignature(rules.appId, path, nonce, timestamp))) return null;
  }
  const [acctId = '', user = '', lcid = '', org = ''] = appData.split(',');
  return { acctId, user, lcid, org };
}
