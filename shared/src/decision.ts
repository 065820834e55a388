import * as z from 'zod/mini';
import { amount } from './money.js';
import { instant, queryInt } from './page.js';

/** Decisions that stand in a list of their own, as a person calls them: about payments, and about who may pay what. */
export const DECISION_KINDS = {
  'stands-asked': '请求“仍然有效”',
  stands: '确认仍然有效',
  'exclude-asked': '请求排除',
  exclude: '排除',
  'reversed-asked': '请求“已在金蝶冲销”',
  reversed: '记为已在金蝶冲销',
  'resend-decided': '金蝶里没有，重新推送',
  'adopted-by-hand': '认作金蝶里已有的单据',
  'set-roles': '改了权限',
  'create-scheme': '新建方案',
  'enable-scheme': '启用方案',
  'disable-scheme': '停用方案',
  'delete-scheme': '删除方案',
  // Before enabling was an action of its own, switching on and off too.
  'switch-scheme': '改了方案的名称或推送方式',
  'put-scheme-content': '改了方案的内容',
  'push-pause': '暂停推送',
  'push-resume': '恢复推送',
} as const;

export const decision = z.object({
  at: instant,
  by: z.string(),
  kind: z.enum(Object.keys(DECISION_KINDS) as (keyof typeof DECISION_KINDS)[]),
  reason: z.string(),
  /** Who had asked for it, and why, where two people are needed; null elsewhere. */
  askedBy: z.nullable(z.string()),
  askedReason: z.nullable(z.string()),
  /** What it concerns, in words, where that is no bill: whose roles from which to which, which scheme or organisation. */
  about: z.nullable(z.string()),
  bill: z.nullable(z.object({ id: z.string(), payee: z.string(), amount: z.nullable(amount), businessId: z.string() })),
});
export type Decision = z.infer<typeof decision>;

/** GET /api/decisions?cursor=&limit= : newest first. */
export const decisionQuery = z.object({
  cursor: z.optional(z.string().check(z.regex(/^\d{1,15}$/))),
  limit: z._default(queryInt(1, 200), 100),
});
export type DecisionQuery = z.infer<typeof decisionQuery>;
export const decisions = z.object({ items: z.array(decision), next: z.nullable(z.string()) });
export type Decisions = z.infer<typeof decisions>;
