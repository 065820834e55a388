import { expect, it } from 'vitest';
import { isNamedAddress, isPublicAddress } from './public-address.js';
import { targetOf } from './webhook-target.js';

it.each([
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '100.100.100.200',
  '127.0.0.1',
  '169.254.169.254',
  '172.31.255.255',
  '192.168.0.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::7f00:1',
  '::ffff:127.0.0.1',
  '::ffff:8.8.8.8',
  '64:ff9b::7f00:1',
  '64:ff9b:1::1',
  '2001::1',
  '2001:db8::1',
  '2002:7f00:1::',
  'fc00::1',
  'fd00:ec2::254',
  'fe80::1',
  'fe80::1%eth0',
  'fec0::1',
  'ff02::1',
  'localhost',
  '',
])('%s is nobody on the internet', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

it.each(['8.8.8.8', '47.96.1.1', '172.32.0.1', '100.128.0.1', '2400:3200::1', '2606:4700::1111'])(
  '%s is public',
  (address) => {
    expect(isPublicAddress(address)).toBe(true);
  },
);

it('a named host may be one of the house, and never link-local, metadata, or an address inside another', () => {
  expect(['10.1.2.3', '127.0.0.1', '192.168.3.4', 'fd12::1', '::1', '8.8.8.8'].filter(isNamedAddress)).toHaveLength(6);
  const never = [
    '169.254.169.254',
    '100.100.100.200',
    'fd00:ec2::254',
    'fe80::1',
    '::ffff:10.0.0.1',
    '0.0.0.0',
    '224.0.0.1',
  ];
  expect(never.filter(isNamedAddress)).toEqual([]);
});

it('only a host that is named in full is let through, and http only where the setting says so', () => {
  const settings = { WEBHOOK_ALLOW_HOSTS: ['erp.local:9443', 'Bi.local'], WEBHOOK_HTTP: false };
  const goes = (url: string, given = settings) => targetOf(url, given) !== null;
  expect(
    ['https://erp.local:9443/x', 'https://bi.local/x', 'https://bi.local:8443/x', 'https://a.com/'].map((url) =>
      goes(url),
    ),
  ).toEqual([true, true, true, true]);
  const none = [
    'https://erp.local:9444/',
    'https://bi.local:9443/',
    'https://a.com:9443/',
    'http://bi.local/',
    'ftp://bi.local/',
    'x',
  ];
  expect(none.filter((url) => goes(url))).toEqual([]);
  expect(goes('http://bi.local/', { ...settings, WEBHOOK_HTTP: true })).toBe(true);
  expect(goes('http://a.com/', { ...settings, WEBHOOK_HTTP: true })).toBe(false);
  // A host that is not on the allow-list may only have public addresses, whatever its name resolves to.
  expect(targetOf('https://a.com/', settings)?.mayHave('10.0.0.1')).toBe(false);
  expect(targetOf('https://bi.local/', settings)?.mayHave('10.0.0.1')).toBe(true);
});
