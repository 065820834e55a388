import { expect, it } from 'vitest';
import { requestedWords, turnOf } from './second-person.js';

const [li, wang] = [{ userId: 'li' }, { userId: 'wang' }];
const asked = { asked: { what: 'reversed', by: 'li', byName: '李娜', reason: '已做付款退款单' } } as const;

it('whose word it is: the first asks, their own request waits, another confirms; the opposite is a request of its own', () => {
  expect(turnOf({}, 'reversed', li, true)).toBe('first');
  expect(turnOf(asked, 'reversed', li, true)).toBe('own');
  expect(turnOf(asked, 'reversed', wang, true)).toBe('second');
  expect(turnOf(asked, 'stands', li, true)).toBe('first');
  expect(turnOf(asked, 'reversed', li, false)).toBe('alone');
});

it('who asked reads who could confirm it, three at most; where nobody could, who can give the right', () => {
  const person = (userId: string, name: string) => ({ userId, name, roles: [] });
  const [first, second] = [person('li', '李娜'), person('wang', '王强')];
  const who = { approve: [first, second], push: [first, person('zhao', '赵敏')], admins: [first] };
  expect(requestedWords(asked, first, who)).toBe('你已请求“已在金蝶冲销”，等 王强、赵敏 确认');
  expect(requestedWords(asked, second, who)).toBeNull();
  expect(requestedWords(asked, first, { approve: [first], push: [], admins: [first] })).toBe(
    '你已请求“已在金蝶冲销”，现在没有别人能确认：请管理员 李娜 给另一位同事加上“审核”角色',
  );
});
