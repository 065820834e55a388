import { describe, expect, it } from 'vitest';
import { NotLetInError } from '../target.js';
import { readReply } from './k3cloud-calls.js';
import { AnswerLostError, TurnedAwayError } from './transport/transport.js';

const reply = (status: number, text = '', waitMs = 0) => ({ status, text, cookies: [], waitMs });
const saying = (isSuccess: unknown, more = {}) =>
  JSON.stringify({ Result: { ResponseStatus: { IsSuccess: isSuccess, Errors: [{ Message: '没有权限' }], ...more } } });
const ofKind = (status: number, text: string, kind: 'write' | 'question'): string => {
  try {
    return readReply(reply(status, text), kind).status === null ? 'unread' : 'answer';
  } catch (error) {
    if (error instanceof TurnedAwayError) return 'in doubt, door shut';
    if (error instanceof AnswerLostError) return 'in doubt';
    return error instanceof NotLetInError ? 'not let in' : 'not executed';
  }
};

/** What may stand under a code, and whether it is Kingdee's own word that it did nothing. */
const SHAPES: readonly [string, string, own: boolean][] = [
  ['nothing', '', false],
  ['a page', '<html><title>403 Forbidden</title></html>', false],
  ['half a body', saying(false).slice(0, -4), false],
  ['a page that quotes a refusal', `<pre>${saying(false)}</pre>`, false],
  ['JSON of somebody else', '{"code":403,"message":"blocked by policy"}', false],
  ['an answer without IsSuccess', saying(null), false],
  ['a success', saying(true, { SuccessEntitys: [{ Id: '1', Number: 'DD1', DIndex: 0 }] }), false],
  ['a refusal beside a success', saying(false, { SuccessEntitys: [{ Id: '1', Number: 'DD1', DIndex: 0 }] }), false],
  ['a refusal of Kingdee', saying(false), true],
  ['a refusal of Kingdee, its booleans as text', saying('False'), true],
];
/** Codes of those that stand in front and turn away. */
const TURNING_AWAY = [401, 403, 413, 429, 519];
const OTHERS = [204, 301, 302, 307, 400, 404, 405, 406, 408, 418, 451, 500, 502, 503, 504, 520];

describe('what the code of a write proves', () => {
  it('a code that turns away counts as a refusal only with Kingdee’s own body: who blocks the answer says the same', () => {
    for (const status of TURNING_AWAY)
      for (const [shape, text, own] of SHAPES)
        expect([status, shape, ofKind(status, text, 'write')]).toEqual([
          status,
          shape,
          own ? 'answer' : status === 413 ? 'in doubt' : 'in doubt, door shut',
        ]);
  });

  it('any other code leaves it in doubt, whatever stands under it: a gateway that gave up answers as its administrator wrote', () => {
    for (const status of OTHERS)
      for (const [shape, text] of SHAPES)
        expect([status, shape, ofKind(status, text, 'write')]).toEqual([status, shape, 'in doubt']);
  });

  it('519 with the number of a fault is Kingdee’s own gateway, which looks at the application before anything goes on', () => {
    for (const errcode of ['4002', '"4006"', '5001'])
      expect(ofKind(519, `{"errcode":${errcode},"description":"x"}`, 'write')).toBe('not let in');
    expect(ofKind(519, '{"errcode":9999}', 'write')).toBe('in doubt, door shut');
    expect(ofKind(403, '{"errcode":4002}', 'write')).toBe('in doubt, door shut');
  });

  it('the words for what may have been written never say that nothing was', () => {
    for (const status of [...TURNING_AWAY, ...OTHERS]) {
      const read = () => readReply(reply(status, '', 30_000), 'write');
      expect(read).toThrow(AnswerLostError);
      expect(read).not.toThrow('什么都没有写入');
    }
  });
});

describe('what the code of a question proves', () => {
  it.each([401, 403, 404, 519])('%i is a door that is shut, whatever stands under it', (status) => {
    for (const [shape, text] of SHAPES)
      expect([shape, ofKind(status, text, 'question')]).toEqual([shape, 'not let in']);
  });

  it.each([413, 429])('%i asks for another call, a smaller or a later one', (status) => {
    expect(ofKind(status, '', 'question')).toBe('not executed');
  });
});
