import * as z from 'zod/mini';
import { FOR_APPLICANT } from './bill-state.js';
import { instant } from './page.js';

export const ROLES = ['viewer', 'mapper', 'reviewer', 'pusher', 'admin', 'auditor'] as const;
export const role = z.enum(ROLES);
export type Role = z.infer<typeof role>;
export const ROLE_WORDS: Readonly<Record<Role, string>> = {
  viewer: '查看',
  mapper: '映射维护',
  reviewer: '审核',
  pusher: '推送',
  admin: '管理',
  auditor: '审计',
};

/** GET /api/client-config: values that the page needs before log-in; nothing secret. */
export const clientConfig = z.object({ corpId: z.string(), clientId: z.string(), agentId: z.string() });
export type ClientConfig = z.infer<typeof clientConfig>;

export const me = z.object({
  userId: z.string(),
  name: z.string(),
  /** Empty: the person sees only their own approvals, in four words. */
  roles: z.array(role),
  expiresAt: instant,
});
export type Me = z.infer<typeof me>;

/** GET /api/my-approvals: an applicant's own approvals in the words of product.md §1. */
export const myApproval = z.object({
  businessId: z.string(),
  title: z.string(),
  stands: z.enum(FOR_APPLICANT),
  /** Reason why it is void; null for every other state. */
  note: z.nullable(z.string()),
  finishedAt: instant,
});
export const myApprovals = z.object({
  items: z.array(myApproval),
  /** Names of people who can grant roles. */
  admins: z.array(z.string()),
});
export type MyApprovals = z.infer<typeof myApprovals>;

/** GET /api/roles, PUT /api/roles/:userId {roles}. */
export const member = z.object({
  userId: z.string(),
  name: z.string(),
  roles: z.array(role),
  lastSeenAt: z.nullable(instant),
  /** Time at which DingTalk no longer knew the person, and their roles ended; null while it does. */
  leftAt: z.nullable(instant),
});
export type Member = z.infer<typeof member>;
export const members = z.object({ items: z.array(member) });
export type Members = z.infer<typeof members>;
export const setRoles = z.object({
  roles: z.array(role),
  /** The roles on screen: if the person's roles have changed, the write is refused. Absent: not compared. */
  was: z.optional(z.array(role)),
});
export type SetRoles = z.infer<typeof setRoles>;
