import { expect, it } from 'vitest';
import { signedUrl, signPageText } from './page-signature.js';

/** Digests of the text of dingtalk.md §7.3, made by a separate script in Python (hashlib): DingTalk has published none. */
it.each([
  [
    'https://dingdee.example.test/',
    'c44c8a29c280fc74f8f852fb269aa4e7b673e233ebc7cd40357bd912d4611a6f',
    '74478a7bc5edc4d62c4aab59abf96605cf88b145',
  ],
  [
    'https://dingdee.example.test/?q=%E5%B7%AE%E6%97%85%E8%B4%B9&corpId=ding1#files',
    '3208782f05afb4fd58f1a5a583ac1bb8faaf09659fcc2ad196e51cf3da475f84',
    '2a067f6adb305313a145cefd1b1daf2c41a6c1ad',
  ],
])('the signature of %s is what DingTalk makes of the same text, with either digest', (url, sha256, sha1) => {
  const text = { ticket: 'tk-1', nonce: 'abcde', timeStamp: '1700000000', url };
  expect(signPageText(text, 'sha256')).toBe(sha256);
  expect(signPageText(text, 'sha1')).toBe(sha1);
});

it.each([
  ['https://a.test/x?y=%25E5', 'https://a.test/x?y=%E5'],
  ['https://a.test/%E5%B7%AE?y=1', 'https://a.test/%E5%B7%AE?y=1'],
  ['https://a.test/x?y=%E5%zz#z', 'https://a.test/x?y=%E5%zz'],
  ['https://a.test/x?a=1?b=%3F', 'https://a.test/x?a=1?b=?'],
])('of %s the part up to # is signed, with its query decoded once and nothing else', (url, signed) => {
  expect(signedUrl(url)).toBe(signed);
});
