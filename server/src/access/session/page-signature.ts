import { createHash } from 'node:crypto';

export interface SignedText {
  ticket: string;
  nonce: string;
  /** The value that is sent along, in seconds. */
  timeStamp: string;
  /** The page's whole address. */
  url: string;
}

/**
 * Returns the signature of dd.config: the lower-case hex digest of the text that DingTalk builds itself (dingtalk.md §7.3).
 * @param digest which of the two digests DingTalk wants is UNCONFIRMED, so it is a setting.
 */
export function signPageText({ ticket, nonce, timeStamp, url }: SignedText, digest: 'sha256' | 'sha1'): string {
  const text = `jsapi_ticket=${ticket}&noncestr=${nonce}&timestamp=${timeStamp}&url=${signedUrl(url)}`;
  return createHash(digest).update(text).digest('hex');
}

/** Returns the address up to "#", its query decoded once; a query that cannot be decoded stays as it is. */
export function signedUrl(url: string): string {
  const whole = url.split('#')[0] ?? '';
  const at = whole.indexOf('?');
  if (at < 0) return whole;
  const query = whole.slice(at + 1);
  return `${whole.slice(0, at)}?${decoded(query)}`;
}

function decoded(query: string): string {
  try {
    return decodeURIComponent(query);
  } catch {
    return query;
  }
}
