import { BlockList, isIP } from 'node:net';

const NOT_PUBLIC = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  NOT_PUBLIC.addSubnet(net, bits, 'ipv4');
// Only 2000::/3 is public, and these parts of it are not, or carry an IPv4 address: Teredo, ORCHID, documentation, 6to4.
for (const [net, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  NOT_PUBLIC.addSubnet(net, bits, 'ipv6');
const HANDED_OUT = new BlockList();
HANDED_OUT.addSubnet('2000::', 3, 'ipv6');

/** Internal networks. Even an administrator cannot allow a link-local address, where clouds keep their metadata. */
const INSIDE = new BlockList();
for (const [net, bits] of [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  INSIDE.addSubnet(net, bits, 'ipv4');
INSIDE.addSubnet('fc00::', 7, 'ipv6');
INSIDE.addAddress('::1', 'ipv6');
/** Metadata addresses: Alibaba Cloud's in the carrier-grade NAT range, AWS's in the private range. */
const METADATA = new BlockList();
METADATA.addAddress('100.100.100.200', 'ipv4');
METADATA.addAddress('fd00:ec2::254', 'ipv6');

/**
 * True if the address is public on the internet. Loopback, private, link-local, carrier-grade NAT, multicast, reserved, and
 * every IPv6 address that carries an IPv4 one (mapped, NAT64, 6to4, Teredo) are not.
 */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !NOT_PUBLIC.check(address, 'ipv4');
  // An address with a zone ("fe80::1%eth0") belongs to one link.
  if (family !== 6 || address.includes('%')) return false;
  return HANDED_OUT.check(address, 'ipv6') && !NOT_PUBLIC.check(address, 'ipv6');
}

/** True if a host that an administrator allowed may have this address: a public or an internal one. */
export function isNamedAddress(address: string): boolean {
  if (isPublicAddress(address)) return true;
  const family = isIP(address);
  if (family === 0 || address.includes('%')) return false;
  const kind = family === 4 ? 'ipv4' : 'ipv6';
  // The IPv4 lists would match a mapped address by its last part.
  if (family === 6 && /^::(ffff:|\d+\.)/i.test(address)) return false;
  return INSIDE.check(address, kind) && !METADATA.check(address, kind);
}
