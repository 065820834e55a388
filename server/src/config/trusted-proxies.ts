import { BlockList, isIP, isIPv6 } from 'node:net';

/** Number of proxies in front, or their addresses: "off", "1", "10.0.0.7", "10.0.0.0/24,fd00::/8". */
export type TrustedProxies = false | number | readonly string[];

/** Networks in which a counted proxy may be: this machine, a private network, or a cloud's own (100.64.0.0/10). */
const NEAR = [
  '127.0.0.0/8',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  '100.64.0.0/10',
  '::1/128',
  'fc00::/7',
  'fe80::/10',
];
const MOST_HOPS = 5;
export const PROXIES_WANTED = `请写 off、前面代理的层数（1 到 ${MOST_HOPS}，通常是 1），或代理的地址、网段，用逗号分隔`;

/** @returns null if the text has none of the formats; "on" is not allowed, because it would trust any header of a visitor. */
export function readProxies(text: string): TrustedProxies | null {
  if (text === 'off') return false;
  if (/^\d+$/.test(text)) return Number(text) >= 1 && Number(text) <= MOST_HOPS ? Number(text) : null;
  const addresses = text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  return addresses.length > 0 && addresses.every((item) => subnetOf(item) !== null) ? addresses : null;
}

/**
 * Returns whether the address `hop` steps away (0: the peer of the connection) is trusted to name its client. The visitor is
 * the first untrusted address from the right of X-Forwarded-For; anybody may have written the addresses left of it.
 */
export function trustFor(proxies: TrustedProxies): false | ((address: string, hop: number) => boolean) {
  if (proxies === false) return false;
  const known = new BlockList();
  for (const item of typeof proxies === 'number' ? NEAR : proxies) {
    const subnet = subnetOf(item);
    if (subnet) known.addSubnet(subnet.address, subnet.bits, family(subnet.address));
  }
  const listed = (address: string): boolean => isIP(address) !== 0 && known.check(address, family(address));
  if (typeof proxies !== 'number') return listed;
  // A peer that is not near is no proxy, so none of its hops is trusted.
  return (address, hop) => hop < proxies && (hop > 0 || listed(address));
}

const family = (address: string): 'ipv4' | 'ipv6' => (isIPv6(address) ? 'ipv6' : 'ipv4');

function subnetOf(item: string): { address: string; bits: number } | null {
  const [address = '', given, ...more] = item.split('/');
  const most = isIP(address) === 4 ? 32 : isIP(address) === 6 ? 128 : 0;
  if (most === 0 || more.length > 0 || (given !== undefined && !/^\d{1,3}$/.test(given))) return null;
  const bits = given === undefined ? most : Number(given);
  // /0 would trust everybody.
  return bits >= 1 && bits <= most ? { address, bits } : null;
}
