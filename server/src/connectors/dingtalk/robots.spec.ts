import { expect, it } from 'vitest';
import type { DingTalkHttp } from './call/dingtalk-http.js';
import { DingTalkRobots, robotSign } from './robots.js';

const robots = new DingTalkRobots({ oldHost: 'https://oapi.dingtalk.com' } as DingTalkHttp);
const TOKEN = '0123456789abcdef';

it('takes the token out of the address that a group shows, and knows no other host, path, scheme or port', () => {
  expect(robots.tokenOf(`https://oapi.dingtalk.com/robot/send?access_token=${TOKEN}`)).toBe(TOKEN);
  for (const address of [
    `https://oapi.dingtalk.com.evil.example/robot/send?access_token=${TOKEN}`,
    `https://evil.example/robot/send?access_token=${TOKEN}`,
    `http://oapi.dingtalk.com/robot/send?access_token=${TOKEN}`,
    `https://oapi.dingtalk.com:8443/robot/send?access_token=${TOKEN}`,
    `https://oapi.dingtalk.com@evil.example/robot/send?access_token=${TOKEN}`,
    `https://a:b@oapi.dingtalk.com/robot/send?access_token=${TOKEN}`,
    `https://oapi.dingtalk.com/robot/send/../../x?access_token=${TOKEN}`,
    `https://oapi.dingtalk.com/robot/send`,
    `https://10.0.0.8/robot/send?access_token=${TOKEN}`,
    'SEC0123456789',
    '',
  ])
    expect([address, robots.tokenOf(address)]).toEqual([address, null]);
});

it('signs the time and the secret by the secret', () => {
  expect(robotSign('SEC1', 1_700_000_000_000)).toBe(
    // printf '1700000000000\nSEC1' | openssl dgst -sha256 -hmac SEC1 -binary | base64
    'ukR4+WoOOBTGaOauYqugxVrMSFyr92q4hPxJxuOkiio=',
  );
});
