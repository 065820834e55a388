/** What is wrong with the other side's certificate, or with its TLS: it never heals by waiting. */
export interface TlsTrouble {
  code: string;
  /** The name on the certificate, where the error tells one. */
  certificate: string | null;
  /** Refused while the connection was made: not one byte of a request has left. */
  beforeSending: boolean;
}

/** Node's codes for a certificate that it does not accept: checked before anything is sent. */
const NOT_TRUSTED = /CERT|SELF_SIGNED|UNABLE_TO_/;
/** Broken off in TLS itself: also a plain http port behind an https address. */
const BROKEN = /^ERR_SSL_|^ERR_TLS_|^EPROTO$/;

/** @returns null for any other trouble of a connection. */
export function tlsTrouble(error: unknown): TlsTrouble | null {
  const code = textAt(error, 'code') || textAt(valueAt(error, 'cause'), 'code');
  if (!NOT_TRUSTED.test(code) && !BROKEN.test(code)) return null;
  const inside = [error, valueAt(error, 'cause')].map((each) => valueAt(valueAt(each, 'cert'), 'subject'));
  const certificate = inside.map((subject) => textAt(subject, 'CN')).find((name) => name !== '') ?? null;
  return { code, certificate, beforeSending: NOT_TRUSTED.test(code) };
}

/** "安全证书不被信任（DEPTH_ZERO_SELF_SIGNED_CERT，证书属于 erp.local）", for the middle of a sentence. */
export function tlsWords({ code, certificate, beforeSending }: TlsTrouble): string {
  const what = beforeSending ? '安全证书不被信任' : '安全连接（TLS）建立不了';
  return `${what}（${code}${certificate === null ? '' : `，证书属于 ${certificate}`}）`;
}

const valueAt = (holder: unknown, key: string): unknown =>
  typeof holder === 'object' && holder !== null ? Reflect.get(holder, key) : undefined;
const textAt = (holder: unknown, key: string): string => {
  const value = valueAt(holder, key);
  return typeof value === 'string' ? value : '';
};
