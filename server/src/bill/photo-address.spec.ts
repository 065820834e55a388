import { describe, expect, it } from 'vitest';
import { photoAddress } from './photo-address.js';

describe('addresses of photos', () => {
  it('a plain link of DingTalk is shown', () => {
    const link = 'https://static.dingtalk.com/media/lQ1_1080_1440.jpg';
    expect(photoAddress(link)).toBe(link);
  });

  it.each([
    'http://static.dingtalk.com/a.jpg',
    'https://static.dingtalk.com.evil.example/a.jpg',
    'https://evil.example/static.dingtalk.com/a.jpg',
    'https://static.dingtalk.com:8443/a.jpg',
    'https://dingtalk.com@evil.example/a.jpg',
    'javascript:alert(1)',
    'data:image/png;base64,AA==',
    'b1.jpg',
    '',
    null,
    undefined,
  ])('%s is not', (address) => {
    expect(photoAddress(address)).toBeNull();
  });
});
