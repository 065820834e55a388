import { expect, it } from 'vitest';
import { turnOf } from './second-person.js';

const [li, wang] = [{ userId: 'li' }, { userId: 'wang' }];
const asked = { asked: { what: 'reversed', by: 'li', byName: '李娜', reason: '已做付款退款单' } };

it('whose word it is: the first asks, their own request waits, another confirms; the opposite is a request of its own', () => {
  expect(turnOf({}, 'reversed', li, true)).toBe('first');
  expect(turnOf(asked, 'reversed', li, true)).toBe('own');
  expect(turnOf(asked, 'reversed', wang, true)).toBe('second');
  expect(turnOf(asked, 'stands', li, true)).toBe('first');
  expect(turnOf(asked, 'reversed', li, false)).toBe('alone');
});
