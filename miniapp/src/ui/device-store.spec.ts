import { beforeEach, expect, it } from 'vitest';
import { forgetOthers, ownKey } from './device-store.js';

beforeEach(() => {
  localStorage.clear();
  for (const key of [
    ownKey('12', 'pending'),
    ownKey('12', 'drafts'),
    ownKey('1', 'drafts'),
    'dingdee.drafts',
    'dingdee.pending.12',
  ])
    localStorage.setItem(key, '[]');
  localStorage.setItem('dingdee.columns', 'wide');
});

it('when somebody else comes in, what the one before typed goes, also what an earlier version kept, and how lists look stays', () => {
  forgetOthers('1');
  expect(Object.keys(localStorage).sort()).toEqual(['dingdee.columns', ownKey('1', 'drafts')]);
});

it('when a person logs out nothing of anybody stays', () => {
  sessionStorage.setItem('dingdee.ticks', '{}');
  forgetOthers(null);
  expect(sessionStorage.length).toBe(0);
  expect(Object.keys(localStorage)).toEqual(['dingdee.columns']);
});
