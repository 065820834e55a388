import { expect, it } from 'vitest';
import { green, red, unknown } from '../probe/finding.js';
import type { LineFound } from './line-words.js';
import { wordsOf } from './line-words.js';
import { causeOnce } from './one-cause.js';

const line = (probe: string, finding: LineFound['finding'], subject = { id: '', name: '' }): LineFound => ({
  line: subject.id === '' ? probe : `${probe}:${subject.id}`,
  probe,
  subject,
  finding,
  at: 1,
  ms: 1,
});
const told = (...lines: LineFound[]) =>
  causeOnce(lines)
    .map((each) => wordsOf(each, (text) => text))
    .map(({ title, state, came, fix }) => [title, state, came, fix === null ? '' : fix.who]);
const AWAY = { words: '金蝶地址被转到了别处' };
const FORMS = { words: '缺少权限点 Workflow.Form.Read', errorCode: 'Forbidden' };

it('an address that leads elsewhere is told where the address is, and the log-in names that line', () => {
  const [site, login] = told(
    line('kingdee/site', red('unavailable', AWAY)),
    line('kingdee/login', red('unavailable', AWAY)),
  );
  expect(site).toEqual(['金蝶地址、账套', 'red', AWAY.words, '部署钉蝶的管理员']);
  expect(login).toEqual(['登录金蝶', 'unknown', '因为“金蝶地址、账套”那一项，处理好再查', '']);
});

it('a permission point of DingTalk that several lines need is asked for once', () => {
  const form = { id: 'PROC-1', name: '费用报销' };
  const lines = told(
    line('dingtalk/forms', red('denied', FORMS)),
    line('dingtalk/form', red('denied', FORMS), form),
    line('dingtalk/people', red('denied', { ...FORMS, words: '缺少权限点 qyapi_get_member' })),
  );
  expect(lines.map(([, state]) => state)).toEqual(['red', 'unknown', 'red']);
  expect(lines[1]).toEqual(['表单控件：费用报销', 'unknown', '因为“审批表单列表”那一项，处理好再查', '']);
});

it('what each line has to cure by itself stays at each: rights in Kingdee, and other words', () => {
  const words = { words: '没有权限', errorCode: '' };
  const lines = told(
    line('kingdee/site', red('unavailable', AWAY)),
    line('kingdee/login', red('unavailable', { words: '会话信息已丢失' })),
    line('kingdee/may-submit', red('denied', words)),
    line('kingdee/may-audit', red('denied', words)),
    line('kingdee/base', red('denied', words), { id: 'employee', name: '员工' }),
    line('kingdee/expense', green('none')),
  );
  expect(lines.map(([, state]) => state)).toEqual(['red', 'red', 'red', 'red', 'red', 'green']);
});

it('behind a door that is shut each line names the door, and a line of nothing yet has a name all the same', () => {
  const lines = told(
    line('kingdee/bills', unknown('not-asked')),
    line('kingdee/base', unknown('not-asked')),
    line('dingtalk/form', unknown('not-asked')),
  );
  expect(lines).toEqual([
    ['付款单', 'unknown', '因为“登录金蝶”那一项，没有问', ''],
    ['各类基础资料', 'unknown', '因为“登录金蝶”那一项，没有问', ''],
    ['表单控件', 'unknown', '因为“登录钉钉”那一项，没有问', ''],
  ]);
});
