import { createCipheriv, createDecipheriv, createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Message as DingTalk posts it: the encrypted text and the parameters of the address (dingtalk.md §8.2). */
export interface SealedMessage {
  signature: string;
  /** Unix ms as text. */
  timestamp: string;
  nonce: string;
  /** Base64. */
  encrypt: string;
}

export interface CallbackKeys {
  token: string;
  /** 43 characters: base64 of 32 bytes without the last character. */
  aesKey: string;
  /** Accepted recipients of a message: the app, or the company if the address was registered the old way. */
  owners: readonly string[];
}

/** Reason why a message is rejected. For the log only: the sender does not learn it. */
export type Forgery = 'signature' | 'time' | 'sealed' | 'owner';

export type Opened = { ok: true; text: string; owner: string } | { ok: false; why: Forgery };

/** PKCS#7 with blocks of 32 bytes: Node's own padding supports 16 only. */
const BLOCK = 32;
/** Random bytes at the beginning; the length of the text follows. */
const SALT = 16;
const HEAD = SALT + 4;
/** Largest difference to the time of the message, in ms: DingTalk delivers again after 10 and 30 seconds, and clocks differ. */
export const LONGEST_AGE_MS = 300_000;
/**
 * Unix ms in the one way in which DingTalk writes it. The signed text joins its parts without a separator: a digit that moved from the nonce
 * to a longer time would make another nonce under the same signature.
 */
const TIME = /^[1-9]\d{12}$/;
/** Longest encrypted text, in characters; no event is as long. */
const LONGEST = 60 * 1024;

/** Decrypts a message that is signed, recent, complete and for us. @param now Unix ms */
export function openMessage(message: SealedMessage, keys: CallbackKeys, now: number): Opened {
  const { signature, timestamp, nonce, encrypt } = message;
  if (nonce === '' || encrypt === '' || encrypt.length > LONGEST) return { ok: false, why: 'sealed' };
  if (!same(signature, sign(keys.token, timestamp, nonce, encrypt))) return { ok: false, why: 'signature' };
  const at = TIME.test(timestamp) ? Number(timestamp) : Number.NaN;
  if (!(Math.abs(now - at) <= LONGEST_AGE_MS)) return { ok: false, why: 'time' };
  const plain = unsealed(encrypt, keys.aesKey);
  if (plain === null) return { ok: false, why: 'sealed' };
  const { text, owner } = plain;
  return keys.owners.includes(owner) ? { ok: true, text, owner } : { ok: false, why: 'owner' };
}

/** Encrypts and signs a text for `owner`. @param now Unix ms */
export function sealMessage(
  text: string,
  { token, aesKey }: Pick<CallbackKeys, 'token' | 'aesKey'>,
  { owner, now }: { owner: string; now: number },
): SealedMessage {
  const content = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const plain = Buffer.concat([randomBytes(SALT), length, content, Buffer.from(owner)]);
  const pad = BLOCK - (plain.length % BLOCK);
  const cipher = createCipheriv('aes-256-cbc', ...keyOf(aesKey)).setAutoPadding(false);
  const encrypt = Buffer.concat([cipher.update(plain), cipher.update(Buffer.alloc(pad, pad)), cipher.final()]);
  const sealed = { timestamp: String(now), nonce: randomBytes(8).toString('hex'), encrypt: encrypt.toString('base64') };
  return { ...sealed, signature: sign(token, sealed.timestamp, sealed.nonce, sealed.encrypt) };
}

const sign = (...parts: [token: string, timestamp: string, nonce: string, encrypt: string]): string =>
  createHash('sha1').update(parts.sort().join('')).digest('hex');

/** Compares in constant time. */
function same(given: string, wanted: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(wanted)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function keyOf(aesKey: string): [key: Buffer, iv: Buffer] {
  const key = Buffer.from(`${aesKey}=`, 'base64');
  return [key, key.subarray(0, 16)];
}

/** Decrypts a text; null if it was not encrypted with this key. */
function unsealed(encrypt: string, aesKey: string): { text: string; owner: string } | null {
  const bytes = Buffer.from(encrypt, 'base64');
  // Node reads base64 leniently: another spelling of the same bytes is rejected as another message.
  if (bytes.length === 0 || bytes.length % 16 !== 0 || bytes.toString('base64') !== encrypt) return null;
  const decipher = createDecipheriv('aes-256-cbc', ...keyOf(aesKey)).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(bytes), decipher.final()]);
  const pad = padded.at(-1) ?? 0;
  const end = padded.length - pad;
  if (pad < 1 || pad > BLOCK || end < HEAD || padded.subarray(end).some((byte) => byte !== pad)) return null;
  const textEnd = HEAD + padded.readUInt32BE(SALT);
  if (textEnd > end) return null;
  return { text: padded.toString('utf8', HEAD, textEnd), owner: padded.toString('utf8', textEnd, end) };
}
