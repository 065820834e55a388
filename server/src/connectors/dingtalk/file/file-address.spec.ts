import { describe, expect, it } from 'vitest';
import { settingsForSpec } from '../../../http/settings-for-spec.js';
import { FileAddresses, isClosedAddress } from './file-address.js';

const addresses = new FileAddresses(settingsForSpec());
const asked = (address: string, from: 'form' | 'link' = 'link'): string | null =>
  addresses.read(address, from)?.url.href ?? null;

describe('addresses of photos and attachments', () => {
  it.each([
    'https://static.dingtalk.com/media/lQ1_1080_1440.jpg',
    'https://zjk.trans.dingtalk.com/yundisk/a.file?Expires=1',
    'https://lippi-space-zjk.oss-cn-zhangjiakou.aliyuncs.com/yundisk0/a.file?Expires=1&Signature=b%3D',
  ])('%s is a host of DingTalk', (link) => {
    expect(asked(link)).toBe(link);
  });

  it('a link without https is asked with it', () => {
    expect(asked('http://lippi-space-zjk.oss-cn-zhangjiakou.aliyuncs.com/a?Signature=b')).toBe(
      'https://lippi-space-zjk.oss-cn-zhangjiakou.aliyuncs.com/a?Signature=b',
    );
  });

  it('the store of attachments is asked only for a link that DingTalk answered, never for what a form says', () => {
    const link = 'https://lippi-space-anybody.oss-cn-hangzhou.aliyuncs.com/a.jpg';
    expect([asked(link, 'link'), asked(link, 'form')]).toEqual([link, null]);
  });

  it('behind a gateway nothing beside the configured path is asked', () => {
    const behind = new FileAddresses(settingsForSpec({ DINGTALK_API_URL: 'http://gw.example:8080/dingtalk' }));
    expect(behind.read('http://gw.example:8080/dingtalk/media/a.jpg')).toMatchObject({ trusted: true });
    expect(behind.read('http://gw.example:8080/hr/list.json')).toBeNull();
    expect(behind.read('http://gw.example:8080/dingtalk/../hr/list.json')).toBeNull();
  });

  it.each([
    'https://static.dingtalk.com.evil.example/a.jpg',
    'https://evil.example/static.dingtalk.com/a.jpg',
    'https://evildingtalk.com/a.jpg',
    'https://static.dingtalk.com:8443/a.jpg',
    'https://dingtalk.com@evil.example/a.jpg',
    'https://somebody@static.dingtalk.com/a.jpg',
    'https://evil.aliyuncs.com/a.jpg',
    'http://127.0.0.1/a.jpg',
    'http://169.254.169.254/latest/meta-data',
    'https://[::1]/a.jpg',
    'https://2130706433/a.jpg',
    'http://localhost:3000/api/bills',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:image/png;base64,AA==',
    'b1.jpg',
    '',
  ])('%s is not asked', (address) => {
    expect(asked(address)).toBeNull();
  });

  it('the configured DingTalk is asked as it is configured, port and all, and nothing beside it', () => {
    const inside = new FileAddresses(settingsForSpec({ DINGTALK_API_URL: 'http://127.0.0.1:4100' }));
    expect(inside.read('http://127.0.0.1:4100/media/a.jpg')).toMatchObject({ trusted: true });
    expect(inside.read('http://127.0.0.1:4101/media/a.jpg')).toBeNull();
    expect(inside.read('http://127.0.0.1/media/a.jpg')).toBeNull();
  });

  it('a host that an administrator adds is asked, with or without a star', () => {
    const more = new FileAddresses(settingsForSpec({ DINGTALK_FILE_HOSTS: 'files.example.com, *.store.example' }));
    expect(more.read('https://files.example.com/a')).toMatchObject({ trusted: false });
    expect(more.read('https://a.b.store.example/a')).not.toBeNull();
    expect(more.read('https://static.dingtalk.com/a')).toBeNull();
    expect(more.read('https://filesxexample.com/a')).toBeNull();
  });
});

describe('where a name leads', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.20.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    'fd00::1',
    'fe80::1',
    '64:ff9b::7f00:1',
  ])('%s is closed', (ip) => {
    expect(isClosedAddress(ip)).toBe(true);
  });
  it.each(['8.8.8.8', '47.92.1.1', '172.32.0.1', '2400:3200::1', '::ffff:8.8.8.8'])('%s is open', (ip) => {
    expect(isClosedAddress(ip)).toBe(false);
  });
});
