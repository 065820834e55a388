import { type SchemeContent, schemeContent } from '@dingdee/shared/scheme';
import type { ContentTrouble } from '@dingdee/shared/trial';
import * as z from 'zod/mini';
import type { TargetForm } from '../domain/draft/target-form.js';
import { contentTroubles } from '../scheme/version/check-content.js';

/** A person's unsaved content, or everything that is wrong with it and where. */
export interface Draft {
  /** null if it cannot be run. */
  content: SchemeContent | null;
  troubles: ContentTrouble[];
}

/** @param given content of any shape. @param formOf form that a content leads to. @param own values that the content must share with its scheme. */
export function readDraft(
  given: unknown,
  formOf: (content: SchemeContent) => TargetForm,
  own: Pick<SchemeContent, 'processCode' | 'template'>,
): Draft {
  const read = z.safeParse(schemeContent, given);
  if (!read.success)
    return { content: null, troubles: once(read.error.issues.map(({ path }) => incomplete(path, given))) };
  const content = read.data;
  if (content.processCode !== own.processCode || content.template !== own.template)
    return { content: null, troubles: [{ path: '', sentence: OTHER_FORM, at: null }] };
  const found = contentTroubles(content, formOf(content));
  const troubles = found.map(({ path, sentence, at, warns }) => ({ path, sentence, at, ...(warns ? { warns } : {}) }));
  return { content: found.every(({ runs }) => runs) ? content : null, troubles };
}

const OTHER_FORM = '内容属于另一个表单或模板。为那个表单新建方案，这里只能改映射。';

/** Last part of a path → what is missing there. */
const LACKS: Readonly<Record<string, string>> = {
  from: '取审批上的哪一项还没有选好',
  key: '拿什么去查还没有选好',
  table: '查哪张映射表还没有选',
  text: '文字模板是空的，或超过 500 个字',
  cel: '表达式是空的，或超过 1000 个字',
  examples: '表达式的例子还没有填完',
  when: '条件还没有填完',
  value: '固定值还没有填',
};

/** Describes one place that the schema does not accept, in words. */
function incomplete(path: readonly PropertyKey[], given: unknown): ContentTrouble {
  const [part = '', name = '', list, index, ...rest] = path.map(String);
  if ((part !== 'header' && part !== 'rows') || name === '')
    return { path: path.map(String).join('.'), sentence: '方案的内容不完整。放弃改动，重新打开再改。', at: null };
  const label = labelAt(given, part, name);
  if (list !== 'rules' || index === undefined)
    return { path: `${part}.${name}`, sentence: `“${label}”的规则不完整。`, at: null };
  const known = rest.find((each) => each in LACKS);
  const what = (known !== undefined && LACKS[known]) || '还没有填完';
  return {
    path: `${part}.${name}.rules.${index}`,
    sentence: `“${label}”第 ${Number(index) + 1} 条规则：${what}。`,
    at: null,
  };
}

function labelAt(given: unknown, part: string, name: string): string {
  const labelled = z.safeParse(z.object({ label: z.string() }), entry(entry(given, part), name));
  return labelled.success && labelled.data.label !== '' ? labelled.data.label : name;
}

const entry = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;

/** Keeps one of equal troubles at the same place. */
function once(troubles: readonly ContentTrouble[]): ContentTrouble[] {
  const seen = new Map(troubles.map((trouble) => [`${trouble.path}\n${trouble.sentence}`, trouble]));
  return [...seen.values()];
}
