import { BlockList, isIP, isIPv4 } from 'node:net';
import type { Settings } from '../../../config/settings.js';

/** Decides from which addresses photos and attachments may be fetched: DingTalk's own hosts and no others, whatever an approval says. */
export class FileAddresses {
  private readonly bases: readonly URL[];
  private readonly hosts: readonly RegExp[];
  private readonly linkHosts: readonly RegExp[];

  constructor(
    settings: Pick<Settings, 'DINGTALK_API_URL' | 'DINGTALK_OAPI_URL' | 'DINGTALK_FILE_HOSTS' | 'DINGTALK_LINK_HOSTS'>,
  ) {
    this.bases = [settings.DINGTALK_API_URL, settings.DINGTALK_OAPI_URL].map((url) => new URL(url));
    this.hosts = settings.DINGTALK_FILE_HOSTS.map(hostPattern);
    this.linkHosts = settings.DINGTALK_LINK_HOSTS.map(hostPattern);
  }

  /**
   * Checks one address.
   * @param from source of the address: the text of a form, which anybody may have written, or DingTalk's own answer.
   * @returns the address to use, null if it is not allowed. http is changed to https: documents are not sent unencrypted. `trusted`: the
   *   host is the configured DingTalk itself, which alone may be in a private network.
   */
  read(address: string, from: 'form' | 'link' = 'form'): { url: URL; trusted: boolean } | null {
    const url = URL.canParse(address) ? new URL(address) : null;
    if (url === null || !['http:', 'https:'].includes(url.protocol)) return null;
    if (url.username !== '' || url.password !== '') return null;
    if (this.bases.some((base) => within(url, base))) return { url, trusted: true };
    if (url.port !== '' || isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0) return null;
    const hosts = from === 'link' ? [...this.hosts, ...this.linkHosts] : this.hosts;
    if (!hosts.some((host) => host.test(url.hostname))) return null;
    url.protocol = 'https:';
    return { url, trusted: false };
  }
}

/** Returns the host of an address, "" if it has none. */
export const hostOf = (address: string): string => (URL.canParse(address) ? new URL(address).hostname : '');

/** Returns whether the address is under the base, path included: behind one gateway there may be other paths beside DingTalk's. */
const within = (url: URL, { origin, pathname }: URL): boolean =>
  url.origin === origin && url.pathname.startsWith(pathname.endsWith('/') ? pathname : `${pathname}/`);

/** `*` stands for any letters, digits, dots and hyphens. */
const hostPattern = (host: string): RegExp =>
  new RegExp(`^${host.replace(/[.+?^$(){}|[\]\\]/g, '\\$&').replace(/\*/g, '[a-z0-9.-]*')}$`, 'i');

const CLOSED = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  CLOSED.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of [
  ['::', 127],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2001::', 32],
  ['2002::', 16],
  ['fec0::', 10],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  CLOSED.addSubnet(network, bits, 'ipv6');

/** Returns whether the IP address is of this machine or of a private network, also if it is written as IPv6. */
export const isClosedAddress = (ip: string): boolean => CLOSED.check(ip, isIPv4(ip) ? 'ipv4' : 'ipv6');
