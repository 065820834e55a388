import {
  type FileFault,
  SCHEME_FILE_KIND,
  SCHEME_FILE_VERSION,
  type SchemeFile,
  schemeFile,
} from '@dingdee/shared/scheme-file';
import { formNamed, PAYMENT_FORM } from '../../connectors/forms/payment-form.js';
import { labelsOf } from '../../domain/draft/target-form.js';
import { contentOfFile } from '../market/file-content.js';
import { checkContent } from '../version/check-content.js';
import { SchemeContentError } from '../version/scheme.errors.js';

const MOST_TOLD = 50;
const whole = (what: string): FileFault[] => [{ where: '文件', what }];

/** Reads a scheme from the text of a file. @returns the file, or all its faults with their places; never a part of the file. */
export function readSchemeFile(text: string): { file: SchemeFile } | { faults: FileFault[] } {
  const given = parsed(text);
  if (given === undefined) return { faults: whole('内容不完整，或被改坏了') };
  const { kind, version } = headOf(given);
  if (kind !== SCHEME_FILE_KIND) return { faults: whole('不是钉蝶导出的方案') };
  if (typeof version === 'number' && version > SCHEME_FILE_VERSION)
    return {
      faults: whole(`是更新的格式（第 ${version} 版），这里认识到第 ${SCHEME_FILE_VERSION} 版。先升级钉蝶，再导入`),
    };
  const read = schemeFile.safeParse(given);
  if (!read.success)
    return {
      faults: read.error.issues
        .slice(0, MOST_TOLD)
        .map((issue) => ({ where: placeOf(issue.path, given), what: faultOf(issue.code ?? '') })),
    };
  const file = read.data;
  const form = formNamed(file.content.target);
  if (file.target !== form.id)
    return { faults: whole(`要生成的金蝶单据是 ${file.target}，里面的规则却是${form.label}的，或这里还不认识它`) };
  return faultOfContent(file) ?? { file };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function headOf(given: unknown): { kind: unknown; version: unknown } {
  if (typeof given !== 'object' || given === null) return { kind: null, version: null };
  const { kind, version }: { kind?: unknown; version?: unknown } = given;
  return { kind, version };
}

/** Returns the first reason why the engine could not run the content; null if there is none. */
function faultOfContent(file: SchemeFile): { faults: FileFault[] } | null {
  try {
    const content = contentOfFile(file, { processCode: 'FILE', formName: file.name, orgNumber: '1' });
    checkContent(content, formNamed(content.target));
    return null;
  } catch (error) {
    if (!(error instanceof SchemeContentError)) throw error;
    return { faults: [{ where: '方案内容', what: error.message }] };
  }
}

const TOP: Readonly<Record<string, string>> = {
  version: '格式的版本',
  code: '模板代号',
  name: '名称',
  description: '说明',
  target: '金蝶单据',
  controls: '要的控件',
  content: '方案内容',
  oneRow: '没有明细时的规则',
  samples: '样例',
};
const PARTS: Readonly<Record<string, string>> = {
  header: '单据头',
  rows: '明细行',
  detail: '明细表',
  totalFrom: '表单总金额',
  filter: '采集条件',
  writeback: '回写',
  billNoPrefix: '单据编号前缀',
  outcome: '推到哪一步',
};
const labels = labelsOf(PAYMENT_FORM);
const nth = (at: PropertyKey | undefined, what: string): string[] =>
  typeof at === 'number' ? [`第 ${at + 1} ${what}`] : [];

/** Returns the place of a fault in words: "明细行“应付金额”第 1 条规则". */
function placeOf(path: readonly PropertyKey[], given: unknown): string {
  const [top, second, third, , fifth] = path;
  const name = TOP[String(top)];
  if (name === undefined) return '文件';
  if (top === 'controls' || top === 'samples') return [name, ...nth(second, '个')].join('，');
  if (top === 'oneRow') return [`${name}“${fieldLabel(given, [top, second])}”`, ...nth(path[3], '条规则')].join('');
  if (top !== 'content' || second === undefined) return name;
  const part = PARTS[String(second)] ?? name;
  if (third === undefined) return part;
  if (second === 'filter') return [part, ...nth(third, '条')].join('');
  if (second !== 'header' && second !== 'rows') return part;
  return [`${part}“${fieldLabel(given, [top, second, third])}”`, ...nth(fifth, '条规则')].join('');
}

/** Returns the field's label in the file, else the label of the bill's form. */
function fieldLabel(given: unknown, path: readonly (PropertyKey | undefined)[]): string {
  let at: unknown = given;
  for (const key of path)
    at = typeof at === 'object' && at !== null && key !== undefined ? Reflect.get(at, key) : undefined;
  const own: unknown = typeof at === 'object' && at !== null ? Reflect.get(at, 'label') : undefined;
  const key = String(path.at(-1));
  return typeof own === 'string' && own !== '' ? own.slice(0, 40) : (labels.get(key) ?? key.slice(0, 40));
}

function faultOf(code: string): string {
  switch (code) {
    case 'invalid_type':
      return '缺少内容，或不是该有的类型';
    case 'too_big':
      return '太长，或太多';
    case 'too_small':
      return '是空的，或太少';
    case 'invalid_union':
      return '不是认识的一种';
    default:
      return '不是认识的内容';
  }
}
