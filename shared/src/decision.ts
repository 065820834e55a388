import * as z from 'zod/mini';
import { amount } from './money.js';
import { businessDate, instant, queryInt } from './page.js';
import { PAGE_TERMS } from './page-terms.js';
import { TERM_WORDS } from './term-words.js';

/** Decisions of people that may be questioned later, in words: about payments, and about who may pay what. */
export const OPEN_DECISIONS = {
  'stands-asked': '请求“仍然有效”',
  stands: '确认仍然有效',
  'no-payment': TERM_WORDS.recordNoPayment,
  'exclude-asked': TERM_WORDS.askExclude,
  exclude: '排除',
  'settle-outside-asked': TERM_WORDS.askOutside,
  'settle-outside': TERM_WORDS.recordOutside,
  restore: TERM_WORDS.restore,
  'reversed-asked': '请求“已在金蝶冲销”',
  reversed: '记为已在金蝶冲销',
  'resend-decided': PAGE_TERMS.resend,
  'adopted-by-hand': '认作金蝶里已有的单据',
  'name-original-asked': '请求指明撤销或修改的是哪一条',
  'name-original': '指明撤销或修改的是哪一条',
  'original-is-none-asked': '请求“撤销或修改的都不是这些”',
  'original-is-none': '撤销或修改的都不是这些',
  // No person's decision: the database was changed by hand, or the program is wrong.
  'push-unapproved': '内容和审核时不同，没有发送',
  alone: '单人模式下一个人做的',
  'set-roles': '改了角色',
  'create-scheme': '新建方案',
  'enable-scheme': '启用方案',
  'disable-scheme': '停用方案',
  'delete-scheme': '删除方案',
  // From before enabling was an action of its own; also for switching on and off.
  'switch-scheme': '改了方案的名称或推送方式',
  'put-scheme-content': '改了方案的内容',
  'name-scheme-version': '给方案的版本起了名',
  'change-first-day': '改了从哪天开始收',
  'accept-form': '接受表单的改动',
  // Only in the table 付款组织: which organisation pays.
  'set-mapping-rows': '改了付款组织',
  'remove-mapping-row': '删了付款组织的一行',
  'base-data-gone': '确认基础资料都不用了',
  'base-data-kept': '基础资料突然没有了，先留着',
  // Writes of the check-up into both systems, or attempts, with a person's consent.
  'check-up-save': '体检：试一张付款单',
  'check-up-comment': '体检：试写一条评论',
  'check-up-card': '体检：试发一张卡片',
  'check-up-login': '知道会锁定用户，再试登录金蝶',
  'enter-secret': '换了连接的密钥',
  'settle-unread': '写明一直读不到的审批',
  'unsettle-unread': '收回写明的结果',
  'back-fill': PAGE_TERMS.backFill,
  'back-fill-released': '放行补采的审批',
  'back-fill-opening': '补采的审批归为期初',
  'push-pause': TERM_WORDS.pausePush,
  'push-resume': TERM_WORDS.resumePush,
  // Roles that a person gains or loses automatically; visible to everybody, like role changes by a person.
  'first-roles': '首次登录得到角色',
  left: '钉钉里查不到，收回角色',
} as const;
/** Visible only to administrators and auditors: views of full account numbers, and holds and releases of the whole ledger. */
export const WATCHED_DECISIONS = {
  'reveal-account': '看完整账号',
  'hold-begun': '全部暂停',
  'hold-released': '解除全部暂停',
} as const;
export const DECISION_KINDS = { ...OPEN_DECISIONS, ...WATCHED_DECISIONS } as const;
export type DecisionKind = keyof typeof DECISION_KINDS;
const kind = z.enum(Object.keys(DECISION_KINDS) as DecisionKind[]);

export const decision = z.object({
  /** Position in the audit log. */
  seq: z.int(),
  at: instant,
  by: z.string(),
  kind,
  /** Empty if no reason is required. */
  reason: z.string(),
  /** Subject in words: whose roles from which to which, which scheme or organisation, the account's last digits; null if the bill says it all. */
  about: z.nullable(z.string()),
  /** Person who asked for it, and why, if two people are needed; else null. */
  askedBy: z.nullable(z.string()),
  askedReason: z.nullable(z.string()),
  bill: z.nullable(z.object({ id: z.string(), payee: z.string(), amount: z.nullable(amount), businessId: z.string() })),
});
export type Decision = z.infer<typeof decision>;

/** GET /api/decisions?kind=&who=&from=&to=&cursor=&limit= : newest first. Days are Beijing days, both included. */
export const decisionQuery = z.object({
  kind: z.optional(kind),
  /** Part of a name. */
  who: z.optional(z.string().check(z.trim(), z.minLength(1), z.maxLength(40))),
  from: z.optional(businessDate),
  to: z.optional(businessDate),
  cursor: z.optional(z.string().check(z.regex(/^\d{1,15}$/))),
  limit: z._default(queryInt(1, 200), 100),
});
export type DecisionQuery = z.infer<typeof decisionQuery>;
export const decisions = z.object({
  items: z.array(decision),
  next: z.nullable(z.string()),
  /** Kinds that this person may see. */
  kinds: z.array(kind),
});
export type Decisions = z.infer<typeof decisions>;
