import { TERM_WORDS } from '@dingdee/shared/term-words';
import type { CellFault, FileFault } from './file-faults.js';

/** Headers of the columns that are read back; the import finds the columns by them. */
export const HEADERS = { org: '组织', key: '来源值', number: '金蝶编码', from: TERM_WORDS.fromDay } as const;
/** Columns for people: not read back. */
export const TOLD_HEADERS = ['金蝶名称', '来源值说明', '用过（次）', '最后使用'] as const;
export const SHEETS = { usable: '可选的金蝶编码', narrower: '范围更窄的对应', errors: '错误行' } as const;
/** Columns of the error sheet: why a row could not be used, and where it was. Not read back. */
export const ERROR_HEADERS = ['错在哪里', '原文件单元格'] as const;
export const USABLE_HEADERS = ['金蝶编码', '金蝶名称', '组织'] as const;
export const NARROWER_HEADERS = ['来源值', '范围', '金蝶编码', '金蝶名称'] as const;
export const PICK = {
  title: '金蝶里没有',
  error: '从列表里选一个，或者从第二张表复制编码。列表里没有的，先在金蝶新增并在钉蝶刷新基础资料。',
} as const;

const FILE_WORDS: Readonly<Record<FileFault['code'], (what: string) => string>> = {
  'not-excel': () => '不是 .xlsx 表格文件。用表格软件打开，另存为 .xlsx 再传。',
  'old-excel': () => '是旧的 .xls 文件。用表格软件打开，另存为 .xlsx 再传。',
  encrypted: () => '文件加了密码，打不开。去掉打开密码，另存后再传。',
  broken: () => '文件损坏，读不出来。用表格软件打开，另存为新的 .xlsx 再传。',
  'too-large-inside': () => '文件解开后太大，没有读。只留要导的那张表，另存后再传。',
  'too-many-rows': () => '行数超过 50,000 行。分成几个文件，或删掉多余的行再传。',
  'too-many-columns': () => '列太多。只留导出时的那几列，另存后再传。',
  'no-header': (what) => `第 1 行没有“${what}”这一列。列名和导出的文件要一样。`,
  'double-header': (what) => `“${what}”这一列有两个，不知道读哪一个。删掉一个再传。`,
  merged: (what) => `${what} 合并了单元格。取消合并，每格填上自己的内容再传。`,
  empty: () => '第 1 张表里没有内容。把要导的表放在第 1 张再传。',
  'too-slow': () => '读这个文件花的时间太长，没有读完。只留要导的那张表，另存后再传。',
};
export const fileFaultWords = ({ code, what = '' }: FileFault): string => FILE_WORDS[code](what);

const CELL_WORDS: Readonly<Record<CellFault['code'], string>> = {
  formula: '是公式，不读公式',
  'long-number': '是数字格式，位数会丢。改成文本格式再填',
  'not-text': '不是文本。改成文本格式再填',
  'key-missing': '没有填来源值',
  'number-missing': '没有填金蝶编码。不要这个对应了，就删掉整行',
  'too-long': '内容太长',
  'no-day': '不是日期。写成 2027-01-01 这样，一直有效就空着',
};
export const cellFaultWords = ({ code }: CellFault): string => CELL_WORDS[code];
