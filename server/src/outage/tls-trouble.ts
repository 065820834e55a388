/** A problem with the other side's certificate or TLS, which never heals by waiting. */
export interface TlsTrouble {
  code: string;
  /** Common name of the certificate; null if the error does not give it. */
  certificate: string | null;
  /** Whether the connection was refused while it was made, so that no byte of a request was sent. */
  beforeSending: boolean;
}

/** Node's codes for a rejected certificate, which is checked before anything is sent. */
const NOT_TRUSTED = /CERT|SELF_SIGNED|UNABLE_TO_/;
/** Codes for a failure of TLS itself, also for a plain http port behind an https address. */
const BROKEN = /^ERR_SSL_|^ERR_TLS_|^EPROTO$/;

/** Returns the TLS problem of an error. @returns null for any other connection error. */
export function tlsTrouble(error: unknown): TlsTrouble | null {
  const code = textAt(error, 'code') || textAt(valueAt(error, 'cause'), 'code');
  if (!NOT_TRUSTED.test(code) && !BROKEN.test(code)) return null;
  const inside = [error, valueAt(error, 'cause')].map((each) => valueAt(valueAt(each, 'cert'), 'subject'));
  const certificate = inside.map((subject) => textAt(subject, 'CN')).find((name) => name !== '') ?? null;
  return { code, certificate, beforeSending: NOT_TRUSTED.test(code) };
}

/** Returns the problem as a clause: "安全证书不被信任（DEPTH_ZERO_SELF_SIGNED_CERT，证书属于 erp.local）". */
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
