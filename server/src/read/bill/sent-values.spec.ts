import { expect, it } from 'vitest';
import { readDraft } from './sent-values.js';

it.each([
  ['is not stored', null],
  ['was cut off', '{"action":"push","header":{"a"'],
  ['has another shape', '{"header":[]}'],
])('a draft that %s leaves the answers of Kingdee to be shown', (_, text) => {
  expect(readDraft(text)).toBeNull();
});
