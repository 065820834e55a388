import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { apiSignature, clientSecretOf, kdSignature, loginSign } from './signature.js';
import { Site, statusOf } from './test-site.js';

/** Made-up credentials of the worked example in kingdee.md §3. */
const EXAMPLE = {
  appId: '300777_Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MEFC',
  appSecret: 'docs-only-secret',
  path: '/k3cloud/Kingdee.BOS.WebApi.ServicesStub.DynamicFormService.BatchSave.common.kdsvc',
  ts: '1700000000',
};

describe('the worked example of kingdee.md §3', () => {
  it('gives the client secret and all three header values', () => {
    const appData = '60aa00000000bb,api.user,2052,101';
    expect(clientSecretOf(EXAMPLE.appId)).toBe('Vl9aVgdBW1YZR0dLBQEEDFcGDltYByVx');
    expect(apiSignature(EXAMPLE.appId, EXAMPLE.path, EXAMPLE.ts, EXAMPLE.ts)).toBe(
      'YjJjNzgwOTI0YTYwODAwOGQyOGRmNjI1MTBkY2RmMzljN2ViNTgzMDhiZWYzZDRiYzk2Nzc4NDU1YTc1OTRlNQ==',
    );
    expect(Buffer.from(appData).toString('base64')).toBe('NjBhYTAwMDAwMDAwYmIsYXBpLnVzZXIsMjA1MiwxMDE=');
    expect(kdSignature(EXAMPLE.appId, EXAMPLE.appSecret, appData)).toBe(
      'YTg0ZjczODQ1ZDAyNWEyOGU4NzlhNjkzOWJiODA1NTRiZGIxZTIxMDE5OWMzNGJhODlkNmQzMjM1ZDBjMzkxNQ==',
    );
  });

  it('gives the sign of LoginBySign (§2)', () => {
    expect(loginSign('60aa00000000bb', 'api.user', EXAMPLE.appId, EXAMPLE.appSecret, EXAMPLE.ts)).toBe(
      'c6dbc8e6ddf67442bc2b8abc75f07470d7146757d9c67ff0d634d26e6adefd40',
    );
  });

  it('has an empty client secret for a second half of another length', () => {
    expect(clientSecretOf('300777_short')).toBe('');
  });
});

describe('signed calls', () => {
  let site: Site;
  beforeEach(async () => {
    site = await Site.open();
  });
  afterEach(() => site.close());

  const BODY = JSON.stringify({ formid: 'AP_PAYBILL', data: { Model: [] } });
  const code = async (change: Record<string, string | null> = {}, at?: string): Promise<number | undefined> => {
    const path = site.pathOf('BatchSave');
    const headers = new Map(Object.entries(site.signed(path, at)));
    for (const [name, value] of Object.entries(change))
      value === null ? headers.delete(name) : headers.set(name, value);
    const reply = await site.post(path, BODY, Object.fromEntries(headers));
    expect(reply.status).toBe(200);
    return statusOf(await reply.json()).MsgCode;
  };

  it('are taken with a timestamp in seconds and in milliseconds', async () => {
    expect([await code(), await code({}, String(Date.now()))]).toEqual([0, 0]);
  });

  it('are "session lost" with any header changed or missing', async () => {
    for (const header of [
      'X-Api-ClientID',
      'X-Api-Signature',
      'x-api-timestamp',
      'x-api-nonce',
      'X-Kd-Appkey',
      'X-Kd-Appdata',
      'X-Kd-Signature',
    ])
      expect([header, await code({ [header]: null }), await code({ [header]: 'MTcwMDAwMDAwMA==' })]).toEqual([
        header,
        1,
        1,
      ]);
  });

  it('are "session lost" for another path than was signed', async () => {
    const reply = await site.post(site.pathOf('Save'), BODY, site.signed(site.pathOf('BatchSave')));
    expect(statusOf(await reply.json()).MsgCode).toBe(1);
  });

  it('live ten minutes, and never where the life is set to 0', async () => {
    const seconds = Math.floor(Date.now() / 1000);
    expect([await code({}, String(seconds - 590)), await code({}, String(seconds - 610))]).toEqual([0, 1]);
    site.context.switches.kingdee.linkValidMs = 0;
    expect(await code()).toBe(1);
  });

  it('need only the X-Kd headers where no gateway stands in front', async () => {
    site.context.switches.kingdee.gatewayHeadersVerified = false;
    expect(await code({ 'X-Api-Signature': null, 'x-api-timestamp': null, 'x-api-nonce': null })).toBe(0);
    expect(await code({ 'X-Kd-Signature': 'bm8=' })).toBe(1);
  });
});
