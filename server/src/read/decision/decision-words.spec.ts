import { expect, it } from 'vitest';
import { decisionWords } from './decision-words.js';

it('a change of roles is said in roles, also where there are none', () => {
  expect(decisionWords('set-roles', { before: [], after: ['reviewer'] }, '李娜')).toBe('李娜：没有角色 → 审核');
});

it('whom DingTalk knows no longer lost roles, and nothing says that the person has left', () => {
  const before = ['reviewer', 'pusher'];
  const said = '李娜 在钉钉里查不到，收回角色：审核、推送';
  expect(decisionWords('left', { before }, '李娜')).toBe(said);
  // As it was written before it had an action of its own.
  expect(decisionWords('set-roles', { left: true, before }, '李娜')).toBe(said);
});
