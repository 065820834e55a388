import type { DataExport } from '@dingdee/shared/data-export';
import { expect, it } from 'vitest';
import { exportSays } from './export-says.js';

const at = Date.parse('2026-11-29T14:31:00+08:00');
const one = (fields: Partial<DataExport>): DataExport => ({
  id: 'e',
  dataset: 'bills',
  format: 'csv',
  filter: {},
  columns: ['billNo'],
  fullAccounts: false,
  state: 'done',
  failure: null,
  done: 1,
  total: 1,
  amount: null,
  bytes: 1,
  name: '单据.csv',
  by: '周敏',
  ready: true,
  startedAt: at,
  endedAt: at,
  expiresAt: at,
  ...fields,
});

it('a file says until when it is there, and where there is nothing to fetch, why', () => {
  expect(exportSays(one({}))).toBe('写好了，11-29 14:31 删掉');
  expect(exportSays(one({ ready: false, fullAccounts: true }))).toBe(
    '写好了，有全号，只有 周敏 能取，11-29 14:31 删掉',
  );
  expect(exportSays(one({ ready: false }))).toBe('写好了，你现在的角色不能取，11-29 14:31 删掉');
});

it('what was not written says why, and what to do', () => {
  const failed = (failure: DataExport['failure']) => exportSays(one({ state: 'failed', ready: false, failure }));
  expect(failed('no-room')).toBe('没有写成：服务器的磁盘快满了，请管理员腾出地方，再导出一次');
  expect(failed('ended')).toBe('没有写成：写的时候服务器重启了，再导出一次');
  expect(failed('fault')).toBe('没有写成：程序出了错，再导出一次；还不行，请管理员看日志');
  expect(exportSays(one({ state: 'stopped', ready: false }))).toBe('停下了');
});
