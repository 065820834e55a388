import { describe, expect, it } from 'vitest';
import { clientSecret, signedHeaders } from './signature.js';

// The worked example of kingdee.md §3: output of the official Python SDK with a frozen clock.
const account = {
  acctId: '60aa00000000bb',
  username: 'api.user',
  appId: '300777_Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MEFC',
  appSecret: 'docs-only-secret',
  lcid: 2052,
  org: '101',
};
const path = '/k3cloud/Kingdee.BOS.WebApi.ServicesStub.DynamicFormService.BatchSave.common.kdsvc';

describe('signature headers', () => {
  it('equal those of the official SDK for the worked example', () => {
    expect(signedHeaders(account, path, 1_700_000_000)).toEqual({
      'X-Api-ClientID': '300777',
      'X-Api-Auth-Version': '2.0',
      'x-api-timestamp': '1700000000',
      'x-api-nonce': '1700000000',
      'x-api-signheaders': 'x-api-timestamp,x-api-nonce',
      'X-Api-Signature': 'YjJjNzgwOTI0YTYwODAwOGQyOGRmNjI1MTBkY2RmMzljN2ViNTgzMDhiZWYzZDRiYzk2Nzc4NDU1YTc1OTRlNQ==',
      'X-Kd-Appkey': account.appId,
      'X-Kd-Appdata': 'NjBhYTAwMDAwMDAwYmIsYXBpLnVzZXIsMjA1MiwxMDE=',
      'X-Kd-Signature': 'YTg0ZjczODQ1ZDAyNWEyOGU4NzlhNjkzOWJiODA1NTRiZGIxZTIxMDE5OWMzNGJhODlkNmQzMjM1ZDBjMzkxNQ==',
    });
  });

  it('take the client secret out of the application id, and an empty one where the id is malformed', () => {
    expect(clientSecret(account.appId)).toBe('Vl9aVgdBW1YZR0dLBQEEDFcGDltYByVx');
    expect(clientSecret('300777_short')).toBe('');
  });
});
