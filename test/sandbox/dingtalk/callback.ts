import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import type { DingTalkAccount } from './account.js';
import type { ApprovalEvent } from './events.js';

/** Block size of PKCS#7 in HTTP callbacks (dingtalk.md §8.2): 32 bytes, so Node's own padding is off. */
const BLOCK = 32;

export interface SealedMessage {
  encrypt: string;
  signature: string;
  timestamp: string;
  nonce: string;
}

export interface CallbackSecrets {
  token: string;
  /** 43 characters. */
  aesKey: string;
  /** clientId for a console subscription, corpId for the old registration. */
  ownerKey: string;
}

export const callbackSecrets = ({ callbackToken, callbackAesKey, clientId }: DingTalkAccount): CallbackSecrets => ({
  token: callbackToken,
  aesKey: callbackAesKey,
  ownerKey: clientId,
});

const key = (aesKey: string): Buffer => Buffer.from(`${aesKey}=`, 'base64');

export function encrypt(message: string, { aesKey, ownerKey }: CallbackSecrets): string {
  const text = Buffer.from(message);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  const plain = Buffer.concat([randomBytes(16), length, text, Buffer.from(ownerKey)]);
  const pad = BLOCK - (plain.length % BLOCK);
  const cipher = createCipheriv('aes-256-cbc', key(aesKey), key(aesKey).subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(Buffer.concat([plain, Buffer.alloc(pad, pad)])), cipher.final()]).toString(
    'base64',
  );
}

/** @throws Error for a bad pad or a foreign owner key. */
export function decrypt(sealed: string, { aesKey, ownerKey }: CallbackSecrets): string {
  const decipher = createDecipheriv('aes-256-cbc', key(aesKey), key(aesKey).subarray(0, 16)).setAutoPadding(false);
  const plain = Buffer.concat([decipher.update(Buffer.from(sealed, 'base64')), decipher.final()]);
  const pad = plain[plain.length - 1] ?? 0;
  if (pad < 1 || pad > BLOCK) throw new Error('bad padding');
  const length = plain.readUInt32BE(16);
  const owner = plain.subarray(20 + length, plain.length - pad).toString();
  if (owner !== ownerKey) throw new Error(`sealed for ${owner}`);
  return plain.subarray(20, 20 + length).toString();
}

export const sign = (token: string, timestamp: string, nonce: string, sealed: string): string =>
  createHash('sha1').update([token, timestamp, nonce, sealed].sort().join('')).digest('hex');

/** Outcome of one callback. `accepted` only if the answer is the sealed and signed word "success". */
export interface CallbackOutcome {
  url: string;
  status: number;
  accepted: boolean;
  reason?: string;
  answerMs: number;
}

/** Longest time for an answer, 2.5 s; a later one counts as failed (§8.1). */
const ANSWER_LIMIT_MS = 2500;

/**
 * Posts one message to a receiver and checks its answer as DingTalk does.
 * @param limitMs set it higher where the machine may be busy and the spec is not about late answers
 */
export async function postCallback(
  url: string,
  message: object,
  secrets: CallbackSecrets,
  now: number,
  limitMs = ANSWER_LIMIT_MS,
): Promise<CallbackOutcome> {
  const sealed = encrypt(JSON.stringify(message), secrets);
  const timestamp = String(now);
  const nonce = randomBytes(4).toString('hex');
  const target = new URL(url);
  const signature = sign(secrets.token, timestamp, nonce, sealed);
  // Some deliveries name the signature `signature`, some msg_signature (§8.2): both are sent.
  for (const [name, value] of Object.entries({ msg_signature: signature, signature, timestamp, nonce }))
    target.searchParams.set(name, value);
  const started = performance.now();
  const done = (status: number, reason?: string): CallbackOutcome => ({
    url,
    status,
    accepted: reason === undefined,
    ...(reason === undefined ? {} : { reason }),
    answerMs: Math.round(performance.now() - started),
  });
  try {
    const response = await fetch(target, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ encrypt: sealed }),
      redirect: 'manual',
      signal: AbortSignal.timeout(limitMs),
    });
    const answer = await response.text();
    if (response.status !== 200) return done(response.status, `HTTP ${response.status}`);
    return done(200, refusal(answer, secrets));
  } catch (error) {
    return done(0, error instanceof Error ? error.message : String(error));
  }
}

/** Returns why an answer is refused, undefined if it is accepted; an unsealed "success" gives 71009 (§8.2). */
function refusal(answer: string, secrets: CallbackSecrets): string | undefined {
  let parsed: Record<string, unknown>;
  try {
    parsed = JSON.parse(answer) as Record<string, unknown>;
  } catch {
    return '71009: the answer is not a sealed message';
  }
  const { msg_signature, timeStamp, nonce, encrypt: sealed } = parsed;
  if (typeof sealed !== 'string' || typeof nonce !== 'string') return '71009: no encrypt or nonce';
  if (timeStamp === undefined) return '71009: timeStamp (capital S) is missing';
  if (sign(secrets.token, String(timeStamp), nonce, sealed) !== msg_signature) return '71009: wrong msg_signature';
  try {
    const word = decrypt(sealed, secrets);
    return word === 'success' ? undefined : `71009: the sealed word is ${word}`;
  } catch (error) {
    return `71009: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Returns the decrypted HTTP body of an event: flat, with EventType (§8.3). */
export const httpBody = ({ eventType, eventId, bornAt, body }: ApprovalEvent): object => ({
  EventType: eventType,
  EventTime: bornAt,
  CorpId: body.corpId,
  BizId: String(bornAt),
  eventId,
  ...body,
});
