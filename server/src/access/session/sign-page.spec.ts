import { expect, it } from 'vitest';
import type { Settings } from '../../config/settings.js';
import type { DingTalkClient } from '../../connectors/source.js';
import { ForeignPageError } from '../role/access.errors.js';
import { signPageText } from './page-signature.js';
import { SignPage } from './sign-page.js';

const dingtalk = { pageTicket: async () => 'tk' } as unknown as DingTalkClient;
const signer = (settings: Partial<Settings>) =>
  new SignPage(dingtalk, {
    DINGTALK_AGENT_ID: '7',
    DINGTALK_CORP_ID: 'ding1',
    DINGTALK_JSAPI_DIGEST: 'sha256',
    ...settings,
  } as Settings);

it.each(['sha256', 'sha1'] as const)(
  'a page is signed with the digest of the setting, %s, and never twice the same',
  async (digest) => {
    const pages = signer({ DINGTALK_JSAPI_DIGEST: digest });
    const [one, other] = [await pages.sign('http://localhost:3000/'), await pages.sign('http://localhost:3000/')];
    expect(one).toMatchObject({ agentId: '7', corpId: 'ding1' });
    const { nonceStr: nonce, timeStamp } = one;
    expect(one.signature).toBe(signPageText({ ticket: 'tk', nonce, timeStamp, url: 'http://localhost:3000/' }, digest));
    expect(other.nonceStr).not.toBe(nonce);
  },
);

it.each([
  ['https://a.test', 'https://a.test/bills/1', true],
  ['https://a.test', 'https://a.test.example.org/', false],
  ['https://a.test', 'http://a.test/', false],
  ['https://a.test', 'http://127.0.0.1:3000/', false],
  [undefined, 'http://127.0.0.1:4000/', true],
  [undefined, 'https://shop.example.org/', false],
  [undefined, 'no address', false],
] as const)('with PUBLIC_URL %s the page %s is signed: %s', async (own, url, signs) => {
  const signed = signer(own === undefined ? {} : { PUBLIC_URL: own }).sign(url);
  if (signs) await signed;
  else await expect(signed).rejects.toThrow(ForeignPageError);
});
