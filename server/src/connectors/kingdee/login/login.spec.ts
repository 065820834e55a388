import { expect, it } from 'vitest';
import { KingdeeUnavailableError } from '../../target.js';
import { readReply } from '../k3cloud-calls.js';
import type { Reply } from '../transport/transport.js';
import { readLogin } from './login.js';

const thrownBy = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
};
const tooMany: Reply = { status: 429, text: '', cookies: [], waitMs: 30_000 };

it.each([
  ['a login', () => readLogin(tooMany)],
  ['a question', () => readReply(tooMany, 'question')],
])(
  '%s that is refused for its number is tried again by itself, after the time that the gateway asks for',
  (_, read) => {
    const error = thrownBy(read);
    expect(error).toBeInstanceOf(KingdeeUnavailableError);
    expect(error).toMatchObject({ transient: true, waitMs: 30_000, sentence: expect.stringContaining('太频繁') });
  },
);
