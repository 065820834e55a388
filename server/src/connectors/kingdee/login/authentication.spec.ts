import { expect, it } from 'vitest';
import type { KingdeeTransport } from '../transport/transport.js';
import { SessionAuthentication } from './authentication.js';
import { byPassword } from './login.js';

const request = byPassword({ acctId: 'a', username: 'u', password: 'wrong', lcid: 2052 });
function site() {
  const asked: string[] = [];
  const answer = { type: '0' };
  const transport = {
    post: async (service: string) => {
      asked.push(service);
      return {
        status: 200,
        text: JSON.stringify({ LoginResultType: Number(answer.type), KDSVCSessionId: 'S' }),
        cookies: [],
        waitMs: 0,
      };
    },
  } as unknown as KingdeeTransport;
  return { asked, answer, authentication: new SessionAuthentication(transport, () => request) };
}

it('a wrong password is asked about once, however many want to call, until a person lets it be tried again', async () => {
  const { asked, answer, authentication } = site();
  expect(authentication.refusal).toBeNull();
  for (let i = 0; i < 5; i++) await expect(authentication.credentials()).rejects.toThrow('用户名或密码不对');
  expect(asked).toHaveLength(1);
  const since = authentication.refusal?.since ?? 0;
  expect(since).toBeGreaterThan(0);

  authentication.forget();
  await expect(authentication.credentials()).rejects.toThrow('用户名或密码不对');
  expect([asked.length, authentication.refusal?.since]).toEqual([2, since]);

  answer.type = '1';
  authentication.forget();
  await authentication.credentials();
  expect(authentication.refusal).toBeNull();
});
