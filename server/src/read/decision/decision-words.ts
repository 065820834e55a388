import { filter } from '@dingdee/shared/filter';
import { ROLE_WORDS, ROLES } from '@dingdee/shared/session';
import * as z from 'zod/mini';
import { formWords } from './form-words.js';
import { backfillWords, checkUpWords, emptiedWords, filterWords, firstDayWords, payOrgWords } from './set-up-words.js';

const text = z.catch(z.optional(z.string()), undefined);
const texts = z.catch(z.optional(z.array(z.string())), undefined);
const flag = z.catch(z.optional(z.boolean()), undefined);
const conditions = z.catch(z.optional(filter), undefined);
const row = z.object({
  key: z.string(),
  label: text,
  orgNumber: text,
  to: z.string(),
  was: z.nullable(z.string()),
  fromDay: text,
});
const detail = z.object({
  reason: text,
  note: text,
  askedBy: text,
  asked: text,
  tails: texts,
  name: text,
  before: texts,
  after: texts,
  granted: texts,
  /** For something one person did alone: the action. */
  what: text,
  left: flag,
  /** For a scheme: whether it runs, and which warnings were accepted when it was enabled. */
  enabled: flag,
  accepted: texts,
  /** For an enabled scheme: approvals that finished earlier are 期初. */
  cutOverDate: text,
  /** Which approvals the scheme collects, now and before. */
  filter: conditions,
  filterWas: conditions,
  cause: text,
  /** For a booked bill: why it may no longer be valid. */
  causes: texts,
  /** For the check-up: the bill or the approval to which it wrote. */
  number: text,
  org: text,
  approval: text,
  /** For base data: the kind, the organisation and the number of rows; for a mapping table: the rows as logged. */
  kind: text,
  orgNumber: text,
  rows: z.catch(z.optional(z.union([z.int(), z.array(row)])), undefined),
  count: z.catch(z.optional(z.int()), undefined),
  key: text,
  label: text,
  labelWas: text,
  version: z.catch(z.optional(z.int()), undefined),
  was: text,
  /** Of a row of a mapping table that counts from a day. */
  fromDay: text,
  bills: z.catch(z.optional(z.int()), undefined),
  /** For a form: what had changed. */
  changes: z.catch(
    z.optional(z.array(z.object({ kind: z.string(), label: z.string(), was: text, to: text }))),
    undefined,
  ),
  /** For a back-fill: launch days, and the sum of the approvals decided about. */
  from: text,
  to: text,
  amount: text,
});
/** The content of a log row about a decision; missing fields are absent. */
export type DecisionDetail = z.infer<typeof detail> & { outcome?: string };

/** Reads the detail of a log row. @param outcome the state to which the action led, from the row. */
export function readDecision(json: unknown, outcome: unknown): DecisionDetail {
  const read = json == null ? null : detail.safeParse(JSON.parse(String(json)));
  return { ...(read?.success ? read.data : {}), ...(outcome == null ? {} : { outcome: String(outcome) }) };
}

const CAUSES: Readonly<Record<string, string>> = {
  ahead: '数据库比恢复标记旧',
  lost: '恢复标记不在了',
  'by-hand': '有人按了全部暂停',
};
/** What Kingdee did with a bill that is still valid. */
const GONE: Readonly<Record<string, string>> = {
  deleted: '金蝶里已经查不到',
  cancelled: '金蝶里已作废',
  'un-audited': '金蝶里已反审核',
};
const ALONE: Readonly<Record<string, string>> = { approve: '审核通过', 'push-confirmed': '推送' };
const rolesOf = (roles: readonly string[]): string =>
  ROLES.filter((role) => roles.includes(role))
    .map((role) => ROLE_WORDS[role])
    .join('、') || '没有角色';

/** Returns the change of the first day in words. @param was the day before, "" if there was none; absent if it is set for the first time. */
const cutOverWords = (day: string, was?: string): string =>
  `${day === '' ? '，不再记期初，以前完成的也收' : `，从 ${day} 完成的审批开始收，更早的记为期初`}${
    was === undefined ? '' : `（原来 ${was === '' ? '没有写' : was}）`
  }`;

/** Returns the decision in words. @param subject name of its subject. @returns null if the bill and the reason say everything. */
export function decisionWords(action: string, said: DecisionDetail, subject: string): string | null {
  switch (action) {
    case 'stands':
    case 'stands-asked':
      return said.causes?.flatMap((cause) => GONE[cause] ?? []).join('，') || null;
    case 'reveal-account':
      return said.tails && said.tails.length > 0 ? `尾号 ${said.tails.join('、')}` : null;
    case 'left':
    case 'set-roles':
      if (action === 'left' || said.left) return `${subject} 在钉钉里查不到，收回角色：${rolesOf(said.before ?? [])}`;
      return `${subject}：${rolesOf(said.before ?? [])} → ${rolesOf(said.after ?? [])}`;
    case 'first-roles':
    case 'log-in':
      return `${subject}：${rolesOf(said.granted ?? [])}`;
    case 'push-pause':
    case 'push-resume':
    case 'delete-scheme':
    case 'create-scheme':
    case 'enable-scheme':
    case 'disable-scheme':
    case 'switch-scheme':
    case 'put-scheme-content':
    case 'change-first-day':
      return `${subject}${said.enabled === undefined ? '' : said.enabled ? '，启用' : '，停用'}${
        said.cutOverDate === undefined ? '' : cutOverWords(said.cutOverDate, said.was)
      }${action === 'change-first-day' ? firstDayWords(said) : ''}${said.filter === undefined ? '' : filterWords(said.filter, said.filterWas ?? [])}`;
    case 'name-scheme-version':
      return `${subject} v${said.version ?? ''}：${said.label === '' ? '去掉名称' : `“${said.label ?? ''}”`}${said.labelWas ? `，原来是“${said.labelWas}”` : ''}`;
    case 'settle-unread':
      return `审批实例 ${subject}，读不到的原因：${said.cause ?? ''}`;
    case 'unsettle-unread':
      return `审批实例 ${subject}`;
    case 'name-original-asked':
    case 'original-is-none-asked':
    case 'name-original':
    case 'original-is-none':
      return `审批 ${subject}`;
    case 'push-unapproved':
      return '不是在钉蝶里改的，请管理员核对数据库是否被改过；已退回重新映射和审核';
    case 'alone':
      return ALONE[said.what ?? ''] ?? null;
    case 'approve':
    case 'push-confirmed':
      return ALONE[action] ?? null;
    case 'check-up-save':
    case 'check-up-comment':
    case 'check-up-card':
      return checkUpWords(action, said);
    case 'base-data-gone':
    case 'base-data-kept':
      return emptiedWords(said);
    case 'set-mapping-rows':
    case 'remove-mapping-row':
      return payOrgWords(said);
    case 'enter-secret':
      return said.name || null;
    case 'accept-form':
      return `${subject}：${formWords(said.changes ?? [])}`;
    case 'back-fill':
    case 'back-fill-released':
    case 'back-fill-opening':
      return backfillWords(said);
    case 'hold-begun':
      return CAUSES[said.cause ?? ''] ?? null;
    case 'hold-released':
      return said.bills
        ? `${CAUSES[said.cause ?? ''] ?? ''}，退回 ${said.bills} 笔给人处理`
        : (CAUSES[said.cause ?? ''] ?? null);
    default:
      return null;
  }
}
