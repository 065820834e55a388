import { expect, it } from 'vitest';
import { recordingText } from './record-file.js';
import type { Heard } from './recorder.js';

const HEAD = {
  format: 'dingdee-recording',
  version: 1,
  made: '2026-11-27',
  dingtalkFamily: 'v1',
  accountSet: '5f1a09aa5b1f09',
} as const;
const by = { key: Buffer.alloc(32, 7), secrets: ['kd.wellmade.cn', '5f1a09aa5b1f09'] };
const HEARD: Heard = {
  system: 'kingdee',
  method: 'GET',
  path: '/k3cloud/x',
  asked: '',
  status: 302,
  location: null,
  type: '',
  body: '',
  error: null,
};
const kept = (...changes: Partial<Heard>[]) =>
  recordingText(
    HEAD,
    changes.map((change) => ({ ...HEARD, ...change })),
    by,
  )
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => JSON.parse(line) as Heard);

it('an address that a gateway redirects to says http or https and that it is another host, and nothing of whose', () => {
  const [one] = kept({
    location: 'https://sso.wellmade.cn/wellmade/zhangsan/login;jsessionid=A1B2C3D4E5F6A7B8?ticket=ST-1#x',
  });
  expect(one?.location).toMatch(/^https:\/\/[a-z]{3}\.[a-z]{8}\.[a-z]{2}\/[a-z]{8}\/[a-z]{8}\/login$/);
  expect(one?.location).not.toMatch(/wellmade|zhangsan|sso/);
});

it('an address without a host stays one, without its query', () => {
  const [one, two, three] = kept(
    { location: '/login?user=zhangsan&ticket=ST-A1B2C3D4E5F6A7B8C9D0' },
    { location: '//sso.wellmade.cn/a' },
    { location: 'javascript:alert(1)' },
  );
  expect(one?.location).toBe('/login');
  expect(two?.location).toMatch(/^http:\/\/[a-z]{3}\.[a-z]{8}\.[a-z]{2}\/a$/);
  expect(three?.location).toBe('');
});

it('a path and what is asked by it hold no person and no session, and are the same as in the answers', () => {
  const [one, two] = kept(
    { path: '/v1.0/contact/users/zhangsan;v=1?userId=zhangsan&processInstanceId=abcdefgh&size=20' },
    { body: '{"userid":"zhangsan"}' },
  );
  const person = JSON.parse(two?.body ?? '').userid as string;
  expect(one?.path).not.toMatch(/zhangsan|abcdefgh/);
  expect(one?.path).toContain(`userId=${person}`);
  expect(one?.path).toMatch(/^\/v1\.0\/.*&size=20$/);
});

it('a path of the two APIs stays', () => {
  for (const path of [
    '/k3cloud/Kingdee.BOS.WebApi.ServicesStub.DynamicFormService.ExecuteBillQuery.common.kdsvc',
    '/v1.0/workflow/processInstances/comments',
    '/topapi/v2/user/get',
    '/auth/scopes',
  ])
    expect(kept({ path })[0]?.path).toBe(path);
});

it('of the type of a body and of an error only what is known stays', () => {
  const [one, two, three, four] = kept(
    { type: 'text/html; charset=UTF-8; x=kd.wellmade.cn', error: 'getaddrinfo ENOTFOUND kd.wellmade.cn' },
    { type: 'wellmade/zhangsan', error: 'ECONNREFUSED' },
    { type: 'application/json;charset=gbk' },
    { type: '' },
  );
  expect([one?.type, one?.error]).toEqual(['text/html; charset=utf-8', 'unknown']);
  expect([two?.type, two?.error]).toEqual(['application/octet-stream', 'ECONNREFUSED']);
  expect(three?.type).toBe('application/json; charset=gbk');
  expect(four?.type).toBe('');
});

it('the account set of the first line is the one of the answers', () => {
  const [first = '', second = ''] = recordingText(
    HEAD,
    [{ ...HEARD, body: '[{"Id":"5f1a09aa5b1f09","Name":"云杉"}]' }],
    by,
  ).split('\n');
  expect(JSON.parse(JSON.parse(second).body)[0].Id).toBe(JSON.parse(first).accountSet);
  expect(first).not.toContain('5f1a09');
});
