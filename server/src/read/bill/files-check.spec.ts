import { expect, it } from 'vitest';
import { filesCheck } from './files-check.js';

const said = (label: string, text: string) => [
  { label: '报销事由', text: '6 张' },
  { label, text },
];

it('as many files as the form says pass, however the form words it', () => {
  for (const [label, text] of [
    ['附件张数', '6'],
    ['附件张数（张）', '6.00'],
    ['单据及附件张数', '6张'],
    ['附件 数量', ' 6 '],
    ['原始单据张数', '06'],
  ] as const)
    expect(filesCheck(6, said(label, text)).state).toBe('ok');
});

it('another number is for a person, with both numbers and what to do', () => {
  expect(filesCheck(4, said('附件张数', '6'))).toEqual({
    label: '附件张数',
    state: 'amber',
    note: '审批上有 4 个文件，表单的“附件张数”写的是 6。一个文件里可能有几张，打开附件数一下；少的，问申请人补。',
  });
  expect(filesCheck(0, said('附件张数', '1')).note).toMatch(/^审批上没有文件，/);
});

it('where the form says nothing, or no number, nothing is claimed', () => {
  expect(filesCheck(6, said('附件说明', '6')).state).toBe('unknown');
  expect(filesCheck(0, []).note).toBe('审批上没有文件，表单没有写张数，没有可比的');
  expect(filesCheck(6, said('附件张数', '若干')).state).toBe('unknown');
});
