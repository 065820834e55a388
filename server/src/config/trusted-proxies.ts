import { BlockList, isIP, isIPv6 } from 'node:net';

/** How many proxies stand in front, or which: "off", "1", "10.0.0.7", "10.0.0.0/24,fd00::/8". */
export type TrustedProxies = false | number | readonly string[];

/** Where a proxy that is only counted stands: this machine, a private network, or a cloud's own (100.64.0.0/10). */
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

/** @returns null where the text is none of the forms; "on" is none, for it would believe whatever a visitor writes. */
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
 * Whether the address `hop` steps away from us (0: who holds the connection) may say for whom it speaks. The visitor is
 * the first address from the right of X-Forwarded-For that may not; what stands left of it anybody may have written.
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
  // Who reaches the port without a proxy counts no hops for us.
  return (address, hop) => hop < proxies && (hop > 0 || listed(address));
}

const family = (address: string): 'ipv4' | 'ipv6' => (isIPv6(address) ? 'ipv6' : 'ipv4');

function subnetOf(item: string): { address: string; bits: number } | null {
  const [address = '', given, ...more] = item.split('/');
  const most = isIP(address) === 4 ? 32 : isIP(address) === 6 ? 128 : 0;
  if (most === 0 || more.length > 0 || (given !== undefined && !/^\d{1,3}$/.test(given))) return null;
  const bits = given === undefined ? most : Number(given);
  // /0 is everybody.
  return bits >= 1 && bits <= most ? { address, bits } : null;
}
