import * as z from 'zod/mini';
import { instant, pageOf, queryInt } from './page.js';

/** Base data that we cache from Kingdee: code → the form it comes from. */
export const BASE_DATA_FORMS = {
  costItem: 'BD_Expense',
  department: 'BD_Department',
  employee: 'BD_Empinfo',
  supplier: 'BD_Supplier',
  organisation: 'ORG_Organizations',
  settlementType: 'BD_SETTLETYPE',
  purpose: 'CN_RECPAYPURPOSE',
  bankAccount: 'CN_BANKACNT',
  cashAccount: 'CN_CASHACCOUNT',
  currency: 'BD_Currency',
} as const;
export type BaseDataKind = keyof typeof BASE_DATA_FORMS;
export const baseDataKind = z.enum(Object.keys(BASE_DATA_FORMS) as [BaseDataKind, ...BaseDataKind[]]);
export const BASE_DATA_WORDS: Readonly<Record<BaseDataKind, string>> = {
  costItem: '费用项目',
  department: '部门',
  employee: '员工',
  supplier: '供应商',
  organisation: '组织',
  settlementType: '结算方式',
  purpose: '付款用途',
  bankAccount: '银行账号',
  cashAccount: '现金账号',
  currency: '币别',
};

export const baseDataItem = z.object({
  kind: baseDataKind,
  number: z.string(),
  name: z.string(),
  /** Using organisation; "" = group-wide. */
  orgNumber: z.string(),
  usable: z.boolean(),
  /** Why it cannot be chosen, in words; null when usable. */
  reason: z.nullable(z.string()),
});
export type BaseDataItem = z.infer<typeof baseDataItem>;

/** GET /api/base-data/:kind?q=&org=&cursor=&limit= : q matches name, number, pinyin, initials. */
export const baseDataQuery = z.object({
  q: z.optional(z.string().check(z.maxLength(60))),
  org: z.optional(z.string().check(z.maxLength(40))),
  cursor: z.optional(z.string().check(z.maxLength(200))),
  limit: z._default(queryInt(1, 200), 50),
});
export type BaseDataQuery = z.infer<typeof baseDataQuery>;
export const baseDataPage = pageOf(baseDataItem);
export type BaseDataPage = z.infer<typeof baseDataPage>;

/** POST /api/base-data/emptied: what Kingdee suddenly lists nothing of (`orgNumber` "": the whole kind) is gone, or stays as it was. `rows`: as the screen said. */
export const decideEmptied = z.object({
  kind: baseDataKind,
  orgNumber: z.string().check(z.maxLength(40)),
  rows: z.int().check(z.minimum(0)),
  decision: z.enum(['gone', 'keep']),
});
export type DecideEmptied = z.infer<typeof decideEmptied>;
export const emptiedDecided = z.object({ marked: z.int() });
export type EmptiedDecided = z.infer<typeof emptiedDecided>;

/** POST /api/base-data/refresh: what changed, and which mapping rows now point at something unusable. */
export const baseDataRefresh = z.object({
  kinds: z.array(z.object({ kind: baseDataKind, total: z.int(), added: z.int(), changed: z.int(), removed: z.int() })),
  brokenMappings: z.array(z.object({ table: z.string(), key: z.string(), number: z.string(), reason: z.string() })),
  /** Kinds that Kingdee did not let us read, e.g. for a missing right: their old values stand. Absent when there are none. */
  problems: z.optional(z.array(z.object({ kind: baseDataKind, sentence: z.string() }))),
  refreshedAt: instant,
});
export type BaseDataRefresh = z.infer<typeof baseDataRefresh>;
