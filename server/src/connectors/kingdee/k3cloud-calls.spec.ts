import { expect, it } from 'vitest';
import { NotLetInError } from '../target.js';
import { readReply } from './k3cloud-calls.js';
import { AnswerLostError } from './transport/transport.js';

const reply = (status: number, text = '') => ({ status, text, cookies: [], waitMs: 0 });

it.each(['', '<html><title>404 Not Found</title></html>', '{"Result":{"ResponseStatus":{"IsSuccess":false}}}'])(
  'a 404 to a write proves nothing, whatever stands in it: a gateway that gave up waiting answers as its administrator wrote',
  (text) => {
    expect(() => readReply(reply(404, text), 'write')).toThrow(AnswerLostError);
  },
);

it('a 404 to a question says that there is no Kingdee at this address', () => {
  expect(() => readReply(reply(404), 'question')).toThrow(NotLetInError);
});

it.each([401, 403, 519])('%i to a write is a door that is shut: nothing was executed', (status) => {
  expect(() => readReply(reply(status), 'write')).toThrow(NotLetInError);
});
