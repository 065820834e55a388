import type { FormCure } from '@dingdee/shared/form-cure';
import { count } from '../ui/formats.js';
import { plainWords } from '../ui/plain-words.js';

/** Texts of the cures of a changed control. */
export const cureWords = {
  open: '换一个控件…',
  again: plainWords.again,
  looking: '正在换上去试…',
  none: '没有合适的控件可以换，到规则里改。',
  what: ({ table, control }: FormCure): string =>
    table === null ? `改取“${control}”` : `改按“${control}”查“${table}”`,
  of: (label: string) => `${label}：`,
  filled: ({ filled, table }: FormCure, tried: number): string =>
    tried === 0
      ? '还没有审批可以试'
      : `最近 ${count(tried)} 条审批里${table === null ? '' : '对上'} ${count(filled)} 条${table === null ? '有值' : ''}`,
  hint: '点一个，到规则里试运行看看；存为新版本之前什么都不变。',
} as const;
