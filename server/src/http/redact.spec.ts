import { expect, it } from 'vitest';
import { readSettings } from '../config/settings.js';
import { redactor } from './redact.js';

const redact = redactor(
  readSettings({
    APP_SECRET: 'an-app-secret-of-16',
    DATABASE_URL: 'mysql://dd:p%40ss-word@127.0.0.1:3306/dd',
    DINGTALK_CORP_ID: 'dingcorp',
    DINGTALK_CLIENT_ID: 'dingkey',
    DINGTALK_CLIENT_SECRET: 'client-secret-1',
    DINGTALK_AGENT_ID: '1',
    KINGDEE_URL: 'http://127.0.0.1:1/k3cloud/',
    KINGDEE_ACCT_ID: 'acct',
    KINGDEE_USERNAME: 'user',
    KINGDEE_APP_ID: 'app',
    KINGDEE_APP_SECRET: 'kingdee-secret-1',
  }),
);

it('takes the values of secret settings out wherever they stand, the database password in both spellings', () => {
  const text = redact('an-app-secret-of-16 client-secret-1 kingdee-secret-1 p@ss-word p%40ss-word');
  expect(text).toBe('[隐去] [隐去] [隐去] [隐去] [隐去]');
});

it('takes tokens, codes and cookies out of addresses, headers and JSON, and leaves the rest', () => {
  expect(redact('GET /gettoken?access_token=abc123&x=1')).toBe('GET /gettoken?access_token=[隐去]&x=1');
  expect(redact('{"accessToken":"t-1","name":"王芳"}')).toBe('{"accessToken":[隐去],"name":"王芳"}');
  expect(redact('cookie: __Host-dingdee=zzz; a=b')).not.toContain('zzz');
  expect(redact('"authCode":"c-9"')).not.toContain('c-9');
});

it('masks numbers of nine digits and more to their last four, and keeps shorter ones', () => {
  expect(redact('付款至 6222021234567890123，共 12345678 分')).toBe('付款至 ****0123，共 12345678 分');
});
