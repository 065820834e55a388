import { createHmac } from 'node:crypto';

/** ROT13 of the SDKs' constant (kingdee.md §3), used as 32 ASCII bytes and not as 16 hex bytes. */
const KEY = Buffer.from('0054f397c6234378b09ca7d3e5debce7', 'ascii');

export interface SignatureAccount {
  acctId: string;
  username: string;
  appId: string;
  appSecret: string;
  lcid: number;
  /** Organisation number; may be empty. */
  org: string;
}

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
/** Returns the HMAC as base64 of its hexadecimal text, as the official SDKs send it. */
const mac = (key: string, message: string): string => base64(createHmac('sha256', key).update(message).digest('hex'));

/** Returns the secret inside an application id; "" if its second part is not 32 base64 characters. */
export function clientSecret(appId: string): string {
  const packed = appId.split('_')[1] ?? '';
  if (packed.length !== 32) return '';
  return Buffer.from(Buffer.from(packed, 'base64').map((byte, i) => byte ^ (KEY[i] ?? 0))).toString('base64');
}

/**
 * Returns the headers of one signed call; no login is needed.
 * @param path of the URL with /k3cloud/… @param seconds Unix time in seconds; also used as the nonce, as in the official SDKs.
 * @see kingdee.md §3
 */
export function signedHeaders(account: SignatureAccount, path: string, seconds: number): Record<string, string> {
  const stamp = String(seconds);
  const canonical = `POST\n${encodeURIComponent(path)}\n\nx-api-nonce:${stamp}\nx-api-timestamp:${stamp}\n`;
  const appData = [account.acctId, account.username, account.lcid, account.org].join(',');
  return {
    'X-Api-ClientID': account.appId.split('_')[0] ?? '',
    'X-Api-Auth-Version': '2.0',
    'x-api-timestamp': stamp,
    'x-api-nonce': stamp,
    'x-api-signheaders': 'x-api-timestamp,x-api-nonce',
    'X-Api-Signature': mac(clientSecret(account.appId), canonical),
    'X-Kd-Appkey': account.appId,
    'X-Kd-Appdata': base64(appData),
    'X-Kd-Signature': mac(account.appSecret, account.appId + appData),
  };
}
