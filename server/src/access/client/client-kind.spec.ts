import { expect, it } from 'vitest';
import { agentOf, kindOf } from './client-kind.js';

const PHONE = 'Mozilla/5.0 (iPhone) Mobile/21F79 AliApp(DingTalk/7.6.38) com.laiwang.DingTalk/38210411 Channel/201200';
const PC = 'Mozilla/5.0 (Windows NT 10.0) Safari/537.36 dingtalk-win/1.0.0 nw(0.14.7) DingTalk(7.0.50-Release.241018)';

it.each([
  ['pc', true, PC, 'pc/framed/7.0'],
  ['pc', false, PC, 'pc/own/7.0'],
  ['gdtPc', false, PC, 'pc/own/7.0'],
  ['ios', false, PHONE, 'ios/own/7.6'],
  ['gdtStandardIos', false, PHONE, 'ios/own/7.6'],
  ['android', false, 'Android 14', 'android/own/'],
  ['harmony', false, 'DingTalk/007.060.1', 'harmony/own/7.60'],
  ['weex', false, '', 'other/own/'],
  ['notInDingTalk', true, '', 'other/framed/'],
] as const)('%s, framed %s, is the kind %s %s', (platform, framed, agent, kind) => {
  expect(kindOf({ platform, framed }, agent)).toBe(kind);
});

it('of a user agent no control character is kept, and not more than 200 characters', () => {
  expect(agentOf(`a\u0000b\u202ec\u007fd`)).toBe('a b c d');
  expect(agentOf('x'.repeat(5_000))).toHaveLength(200);
  expect(agentOf(undefined)).toBe('');
});

it('no version in a user agent makes a kind longer than its column', () => {
  expect(kindOf({ platform: 'android', framed: true }, `DingTalk/${'9'.repeat(500)}.1`)).toBe('android/framed/');
  expect(kindOf({ platform: 'android', framed: true }, 'DingTalk/999.9999').length).toBeLessThanOrEqual(60);
});
