import { expect, it } from 'vitest';
import { CardCallbacks, NOTHING_CHANGES } from './cards.js';

const PRESS = { trackId: 't', userId: 'u', params: {} };

it('what takes too long, or fails, changes nothing and is answered in time', async () => {
  const callbacks = new CardCallbacks();
  expect(await callbacks.answer(PRESS)).toEqual(NOTHING_CHANGES);
  callbacks.on(() => new Promise(() => undefined));
  expect(await callbacks.answer(PRESS, 50)).toEqual(NOTHING_CHANGES);
  callbacks.on(() => Promise.reject(new Error('no')));
  expect(await callbacks.answer(PRESS)).toEqual(NOTHING_CHANGES);
});
