import { expect, it } from 'vitest';
import type { ControlValue } from './approval-instance.js';
import { controlText } from './control-text.js';

it.each<[ControlValue, string]>([
  [{ kind: 'empty' }, ''],
  [{ kind: 'text', text: '1,000.50' }, '1,000.50'],
  [{ kind: 'list', items: ['甲', '乙'] }, '甲、乙'],
  [{ kind: 'people', people: [{ userId: '08', name: '赵一' }] }, '赵一'],
  [{ kind: 'files', files: [{ name: 'a.pdf', kind: 'pdf', fileId: '1', spaceId: '2' }] }, 'a.pdf'],
  [{ kind: 'related', approvals: [{ title: '出差', businessId: null, processInstanceId: null }] }, '出差'],
  [{ kind: 'object', entries: { no: '6222', bank: '', holder: '赵一' } }, '6222、赵一'],
  [{ kind: 'table', rows: [] }, ''],
  [{ kind: 'table', rows: [{ rowNumber: null, cells: [] }] }, '1 行明细'],
  [{ kind: 'unreadable', text: '[{' }, '[{'],
])('a person reads %j as "%s"', (value, text) => {
  expect(controlText(value)).toBe(text);
});
