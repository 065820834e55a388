import type { CheckLine } from '@dingdee/shared/check-up';
import { expect, it } from 'vitest';
import { linesText } from './result-file.js';

const line = (title: string, more: Partial<CheckLine> = {}): CheckLine => ({
  line: title,
  system: 'kingdee',
  group: '付款单',
  state: 'unknown',
  title,
  asked: '',
  came: '因为“登录金蝶”那一项，没有问',
  means: '',
  fix: null,
  at: 1,
  ms: 1,
  consent: null,
  step: null,
  ...more,
});

it('lines that wait for one thing stand together, and what has words of its own stands alone', () => {
  expect(
    linesText([
      line('查付款单'),
      line('单据编号可以自己填', { came: '推第一张才知道', means: '第一张会读回核对。' }),
      line('看得到金额'),
      line('费用管理', { state: 'green', came: '没有费用管理' }),
    ]),
  ).toEqual([
    '【金蝶云星空】付款单',
    '? 查付款单、看得到金额　因为“登录金蝶”那一项，没有问',
    '? 单据编号可以自己填　推第一张才知道',
    '    影响：第一张会读回核对。',
    '✓ 费用管理　没有费用管理',
  ]);
});
