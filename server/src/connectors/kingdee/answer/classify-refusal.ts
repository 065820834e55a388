import { policyOf } from '@dingdee/shared/error-class';
import type { Refusal, RefusalClass } from '../../../domain/bill/refusal.js';
import { ALL_FORMS } from '../forms/kingdee-forms.js';
import type { ErrorLine } from './read-status.js';

const BASE_KEYS = new Set(
  ALL_FORMS.flatMap(({ header, rows }) => [...Object.values(header), ...Object.values(rows)])
    .filter((field) => field.type === 'base')
    .flatMap((field) => [field.key, ...(field.aliases ?? [])])
    .map((key) => key.toLowerCase()),
);

const keysOf = (line: ErrorLine): string[] =>
  line.field
    .split(',')
    .map((key) => key.trim())
    .filter((key) => key !== '');

/** Texts that decide the class before the code does; the first match counts. kingdee.md §2.4, §7.5, §11. */
const BY_TEXT: readonly (readonly [RegExp, RefusalClass])[] = [
  [/会话信息已丢失/, 'session'],
  [/冲突，?请稍[候后]|网络?控制?冲突/, 'lock'],
  [/工作流/, 'workflow'],
  [/是否继续/, 'interaction'],
  [/违反字段唯一性|编码唯一|已经被使用/, 'exists'],
  [/权限|白名单|未指定允许调用|不允许用户|许可|licen[cs]e/i, 'permission'],
  [/调用(次数|频率)|频繁/, 'rate'],
  [/结账|关账|会计期间|所属期间|启用出纳|启用日期/, 'period'],
  [/元数据中标识|业务对象不存在|实体不存在|字典格式|强制转换/, 'unknown'],
  [/^编码值\[.*\]不存在/, 'data'],
  [/不存在|不可用|禁用|未审核|未分配|赋值失败|我方银行相关信息/, 'base-data'],
];

/** Class by MsgCode (kingdee.md §6.1), used if no text matches. */
const BY_CODE: Readonly<Record<number, RefusalClass>> = {
  1: 'session',
  2: 'permission',
  7: 'permission',
  9: 'base-data',
  10: 'data',
  11: 'data',
  12: 'data',
  13: 'lock',
  14: 'rate',
  15: 'permission',
};

/** Order in which a class decides if one bill has several errors: a number that is already used first, errors that pass by themselves last. */
const PRECEDENCE: readonly RefusalClass[] = [
  'exists',
  'session',
  'permission',
  'workflow',
  'interaction',
  'period',
  'base-data',
  'data',
  'unknown',
  'rate',
  'lock',
];

function classOf(line: ErrorLine, msgCode: number | null): RefusalClass {
  const keys = keysOf(line);
  if (keys.includes('AbstractInteractionResult')) return 'interaction';
  const byText = BY_TEXT.find(([pattern]) => pattern.test(line.message))?.[1];
  if (byText) return byText;
  // Kingdee treats a base-data field as empty although a number was sent: the record is unaudited or of another organisation (§10.6, §11).
  const required = /必填|必录/.test(line.message);
  if (required) return keys.some((key) => BASE_KEYS.has(key.toLowerCase())) ? 'base-data' : 'data';
  return (msgCode !== null && BY_CODE[msgCode]) || (keys.length > 0 ? 'data' : 'unknown');
}

/**
 * Classifies the refusal of one bill.
 * @param lines the errors of the bill, at least one.
 * @param msgCode MsgCode of the call; null if it is not about this bill, as it describes the first error of the call.
 */
export function classify(lines: readonly ErrorLine[], msgCode: number | null): Refusal {
  const classes = new Set(lines.map((line, index) => classOf(line, index === 0 ? msgCode : null)));
  const decisive = PRECEDENCE.find((each) => classes.has(each)) ?? 'unknown';
  return {
    class: decisive,
    messages: lines.map((line) => line.message),
    fields: [...new Set(lines.flatMap(keysOf))],
    // The call was already repeated after a lost session (k3cloud-calls.ts).
    retryable: decisive !== 'session' && policyOf(decisive)?.retry === 'by-itself',
  };
}
