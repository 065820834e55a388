import type { CheckLine } from '@dingdee/shared/check-up';
import { expect, it } from 'vitest';
import { mustWork, standsOf } from './useConnections.js';

const line = (code: string, state: CheckLine['state']): CheckLine => ({
  line: code,
  system: 'kingdee',
  group: '',
  state,
  title: code,
  asked: '',
  came: '',
  means: '',
  fix: null,
  at: 1,
  ms: 1,
  consent: null,
  step: null,
});

it('what the scheme cannot do without keeps it from being switched on; another organisation and a comment do not', () => {
  const needed = mustWork('PROC-1', '101');
  const lines = [
    line('kingdee/login', 'green'),
    line('kingdee/bills:101', 'red'),
    line('kingdee/bills:102', 'red'),
    line('dingtalk/comment', 'red'),
    line('dingtalk/form:PROC-1', 'amber'),
  ];
  const { blocks, others } = standsOf(lines, needed);
  expect([blocks.map((each) => each.line), others]).toEqual([['kingdee/bills:101'], 2]);
});
