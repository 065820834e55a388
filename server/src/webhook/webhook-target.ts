import { isIP } from 'node:net';
import type { Settings } from '../config/settings.js';
import { isNamedAddress, isPublicAddress } from './public-address.js';

/** An address that may be sent to. */
export interface WebhookTarget {
  url: URL;
  /** Without brackets and without a final dot. */
  host: string;
  /** True if the host may be reached at this IP address. */
  mayHave: (address: string) => boolean;
}

const PORTS = ['443', '8443'];

/**
 * Checks an address by its text alone: https, port 443 or 8443, no user; a numeric address must be public.
 * WEBHOOK_ALLOW_HOSTS names internal hosts ("erp.local", "erp.local:9443"), and WEBHOOK_HTTP allows http for those.
 * @returns null if the address may not be sent to.
 */
export function targetOf(
  text: string,
  settings: Pick<Settings, 'WEBHOOK_ALLOW_HOSTS' | 'WEBHOOK_HTTP'>,
): WebhookTarget | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const https = url.protocol === 'https:';
  if ((!https && url.protocol !== 'http:') || url.username !== '' || url.password !== '') return null;
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  const port = url.port === '' ? (https ? '443' : '80') : url.port;
  const allowed = settings.WEBHOOK_ALLOW_HOSTS.map((each) => each.toLowerCase());
  const withPort = allowed.includes(`${url.hostname}:${port}`);
  const named = withPort || allowed.includes(url.hostname);
  if (host === '' || (!https && !(named && settings.WEBHOOK_HTTP))) return null;
  if (!withPort && !PORTS.includes(port) && !(named && !https && port === '80')) return null;
  const mayHave = named ? isNamedAddress : isPublicAddress;
  if (isIP(host) !== 0 && !mayHave(host)) return null;
  return { url, host, mayHave };
}
