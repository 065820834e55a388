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
    KINGDEE_APP_ID: '212345_4e8I0+dF6vB/WbQtx',
    KINGDEE_APP_SECRET: 'kingdee-"secret-1',
  }),
);

it('takes the values of secret settings out wherever they stand, the database password in both spellings', () => {
  const text = redact('an-app-secret-of-16 client-secret-1 kingdee-"secret-1 p@ss-word p%40ss-word');
  expect(text).toBe('[隐去] [隐去] [隐去] [隐去] [隐去]');
});

it('takes the key of the app out, and what is spelt for JSON or an address', () => {
  const text = redact('212345_4e8I0+dF6vB/WbQtx 212345_4e8I0%2BdF6vB%2FWbQtx {"s":"kingdee-\\"secret-1"}');
  expect(text).toBe('[隐去] [隐去] {"s":"[隐去]"}');
});

it('leaves a key of an app that is as short as a word', () => {
  expect(redact('dingkey')).toBe('dingkey');
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
