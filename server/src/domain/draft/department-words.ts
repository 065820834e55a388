import type { Words } from './issue-variants.js';
import type { FoundIssue } from './mapping-result.js';

/** Returns whether an issue is about a name that several departments have. */
export const isOfSharedName = ({ code, params }: Pick<FoundIssue, 'code' | 'params'>): boolean =>
  code === 'same-department' || (code === 'unmapped' && params.all !== undefined);

/** Sentence on a key that is the name of several departments, if a row gives only the name. */
export const sharedNameWords: Words = ({ label = '', table = '', name = '', all = '', meant, scoped, by }) => {
  const shared = several(name, all);
  if (scoped !== undefined)
    return `${shared}映射表“${table}”里“${scoped}”按“本部门”记的是名称，分不清是哪一个，${label}可能不对。${
      meant === undefined ? '在这张单据上选一个，只改本单。' : `请为“${meant}”再选一次，范围选“本部门”。`
    }`;
  const why = by === undefined ? '' : `映射表“${table}”里只按名称写了一行，分不清是哪一个，照它付可能付错。`;
  return `${label}未映射：${meant ?? name}。${shared}${why}请为“${meant ?? name}”单独选${label}，另外几个也各自选。`;
};

/** Sentences on departments with one name. */
export const DEPARTMENT_WORDS: Readonly<Record<string, Words>> = {
  'same-department': ({ label = '', table = '', name = '', all = '' }) =>
    `${several(name, all)}这张审批没有部门编号，映射表“${table}”分不清是哪一个，${label}不能自动取。打开原审批看是哪个部门，在这张单据上选${label}，只改本单。`,
};

const several = (name: string, all: string): string => `钉钉里有几个部门都叫“${name}”：${all}。`;
