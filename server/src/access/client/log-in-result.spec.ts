import { expect, it } from 'vitest';
import { DingTalkError } from '../../connectors/source.js';
import { LoginRefusedError, TooManyLoginsError } from '../role/access.errors.js';
import { refusedBy, withoutCode } from './log-in-result.js';

it.each([
  [new LoginRefusedError('session/code', ''), 'session/code'],
  [new LoginRefusedError('session/other-corp', ''), 'session/other-corp'],
  [new DingTalkError('permission', '', '50002'), 'not-visible'],
  [new DingTalkError('permission', '', '60011'), null],
  [new DingTalkError('transient', '', 'timeout'), null],
  [new TooManyLoginsError(), null],
  [new Error('the disk is full'), null],
] as const)('of a log-in that ended with %s the client is told as %s', (error, result) => {
  expect(refusedBy(error)).toBe(result);
});

it.each([
  ['3', 'other-domain'],
  ['1', 'no-code'],
  ['', 'no-code'],
] as const)('a client that answered %j in place of a code is told as %s', (refusal, result) => {
  const client = { platform: 'pc', framed: false, bridge: 'none', call: null, refusal, ms: 1 } as const;
  expect(withoutCode(client)).toBe(result);
});
