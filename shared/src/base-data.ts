import * as z from 'zod/mini';
import { countAndSum, instant, pageOf, queryInt } from './page.js';
import { TERM_WORDS } from './term-words.js';

/** Base data that every site has: code → its form in Kingdee. */
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
export type FixedKind = keyof typeof BASE_DATA_FORMS;
/** Further base data of a company: 辅助资料 of one category, by the category's number, and any other form that a bill's field is chosen from. */
export type OwnKind = `assistant:${string}` | `form:${string}`;
export type BaseDataKind = FixedKind | OwnKind;
/** Longest kind that can be stored. */
export const KIND_LENGTH = 60;
const fixedKind = z.enum(Object.keys(BASE_DATA_FORMS) as [FixedKind, ...FixedKind[]]);
/** A category's number and a form's id become part of queries to Kingdee, so only plain characters are allowed. */
const ownKind = z.string().check(z.maxLength(KIND_LENGTH), z.regex(/^(assistant|form):[A-Za-z0-9_][\w.-]*$/));
// The pattern guarantees the type.
export const baseDataKind: z.ZodMiniType<BaseDataKind> = z.union([fixedKind, ownKind as z.ZodMiniType<OwnKind>]);
export const isFixed = (kind: BaseDataKind): kind is FixedKind => Object.hasOwn(BASE_DATA_FORMS, kind);
/** Splits a company's own kind into the source and the name (form id, or number of the 辅助资料 category); null for a kind that every site has. */
export function ownKindParts(kind: BaseDataKind): { of: 'assistant' | 'form'; name: string } | null {
  if (isFixed(kind)) return null;
  const at = kind.indexOf(':');
  return { of: kind.slice(0, at) === 'assistant' ? 'assistant' : 'form', name: kind.slice(at + 1) };
}
const DATED_KINDS: ReadonlySet<string> = new Set<FixedKind>([
  'costItem',
  'department',
  'settlementType',
  'purpose',
  'currency',
]);
/**
 * Tells whether a mapping row to this kind may count from a day. A row that says who is paid, from which account, or by whom may not: its
 * second person looks at one value, not at one for each day (decision 161).
 */
export const mayCountFromDay = (kind: BaseDataKind): boolean =>
  DATED_KINDS.has(kind) || ownKindParts(kind)?.of === 'assistant';
export const BASE_DATA_WORDS: Readonly<Record<FixedKind, string> & Partial<Record<OwnKind, string>>> = {
  costItem: TERM_WORDS.costItem,
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

export const ASSISTANT_WORD = '辅助资料';

/** Returns the word for a kind. @param name Kingdee's name of a company's own kind; without it, its number is used. */
export function kindWord(kind: BaseDataKind, name = ''): string {
  const word = BASE_DATA_WORDS[kind];
  if (word !== undefined) return word;
  const parts = ownKindParts(kind);
  if (name !== '') return name;
  return `${parts?.of === 'assistant' ? ASSISTANT_WORD : '基础资料'} ${parts?.name ?? kind}`;
}

export const baseDataItem = z.object({
  kind: baseDataKind,
  number: z.string(),
  name: z.string(),
  /** Using organisation; "" = group-wide. */
  orgNumber: z.string(),
  usable: z.boolean(),
  /** Reason why it cannot be chosen, in words; null if usable. */
  reason: z.nullable(z.string()),
  /** Set for an organisation that Kingdee does not list and other base data or a bill names. */
  seen: z.optional(z.literal(true)),
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

/** GET /api/base-data/:kind/uses?number=&org= : uses of an entry. `org` "": the entry is for all organisations. */
export const baseDataUsesQuery = z.object({
  number: z.string().check(z.minLength(1), z.maxLength(80)),
  org: z._default(z.string().check(z.maxLength(40)), ''),
});
export type BaseDataUsesQuery = z.infer<typeof baseDataUsesQuery>;
/** How a rule of a scheme names an entry: always · in an exception · where a table has no row · in an expression · the scheme's own organisation. */
export const NAMED_HOW = ['constant', 'exception', 'default', 'expression', 'own-organisation'] as const;
export const namedHow = z.enum(NAMED_HOW);
export type NamedHow = z.infer<typeof namedHow>;
/** Days that `recent` and `booked` cover. */
export const USES_DAYS = 90;
export const baseDataUses = z.object({
  /** Current mapping rows that lead to it, those that most bills used first; `bills` counts all states. */
  rows: z.array(
    z.object({
      table: z.string(),
      tableName: z.string(),
      key: z.string(),
      /** As on the mapping page, if the key is an id; else "". */
      keyLabel: z.string(),
      orgNumber: z.string(),
      bills: z.int(),
      /** Those of them whose approval passed in the last days. */
      recent: z.int(),
    }),
  ),
  /** Rules of the newest version of each scheme that name it. */
  rules: z.array(
    z.object({
      schemeId: z.string(),
      schemeName: z.string(),
      version: z.int(),
      enabled: z.boolean(),
      /** As the rules page names it: "header.payee". */
      field: z.string(),
      label: z.string(),
      how: namedHow,
    }),
  ),
  /** Booked bills of the last days that looked up one of these rows, each once. */
  booked: countAndSum,
  /** Number of further rows that are not listed. */
  more: z.int(),
  /** Open bills that looked up one of these rows, each once. */
  open: countAndSum,
});
export type BaseDataUses = z.infer<typeof baseDataUses>;

/**
 * POST /api/base-data/emptied: decides on entries that Kingdee suddenly lists none of (`orgNumber` "": the whole kind): gone, or kept. `rows`: number
 * on screen.
 */
export const decideEmptied = z.object({
  kind: baseDataKind,
  orgNumber: z.string().check(z.maxLength(40)),
  rows: z.int().check(z.minimum(0)),
  decision: z.enum(['gone', 'keep']),
});
export type DecideEmptied = z.infer<typeof decideEmptied>;
export const emptiedDecided = z.object({ marked: z.int() });
export type EmptiedDecided = z.infer<typeof emptiedDecided>;

/** POST /api/base-data/refresh: the changes, and the mapping rows that now point to an unusable entry. */
export const baseDataRefresh = z.object({
  kinds: z.array(z.object({ kind: baseDataKind, total: z.int(), added: z.int(), changed: z.int(), removed: z.int() })),
  brokenMappings: z.array(z.object({ table: z.string(), key: z.string(), number: z.string(), reason: z.string() })),
  /** Kinds that Kingdee did not let us read, e.g. for a missing right: their old values stay. Absent if there are none. */
  problems: z.optional(z.array(z.object({ kind: baseDataKind, sentence: z.string() }))),
  refreshedAt: instant,
});
export type BaseDataRefresh = z.infer<typeof baseDataRefresh>;

/** Changes of one entry that a reading found: new, another name, usable again, forbidden, not audited, no longer listed. */
export const BASE_DATA_CHANGES = ['forbidden', 'unaudited', 'gone', 'renamed', 'usable', 'added'] as const;
export type BaseDataChangeKind = (typeof BASE_DATA_CHANGES)[number];

export const baseDataChange = z.object({
  at: instant,
  kind: baseDataKind,
  what: z.enum(BASE_DATA_CHANGES),
  number: z.string(),
  /** "" = group-wide. */
  orgNumber: z.string(),
  name: z.string(),
  /** Former name of a renamed entry. */
  was: z.nullable(z.string()),
  /** True if it is still unusable, whatever changed since. */
  unusable: z.boolean(),
  /** Number of current mapping rows that lead to it, and the table with most of them; null if there are none. */
  mappings: z.int(),
  table: z.nullable(z.string()),
  /** Open bills that looked up one of these rows. */
  bills: countAndSum,
});
export type BaseDataChange = z.infer<typeof baseDataChange>;

/**
 * Reasons why the changes of a kind are not read by themselves（增量）: Kingdee tells no time of change · several records have one number ·
 * too many changed at once · Kingdee refuses the query.
 */
export const NO_INCREMENT = ['no-date', 'repeated', 'many', 'refused'] as const;
export const noIncrement = z.enum(NO_INCREMENT);
export type NoIncrement = z.infer<typeof noIncrement>;

/** What a company's own field holds, as Kingdee's form describes it. `assistant`: an entry of 辅助资料; `base`: of another form of base data. */
export const OWN_FIELD_TYPES = ['text', 'choice', 'base', 'assistant', 'date', 'amount', 'quantity', 'check'] as const;
export type OwnFieldType = (typeof OWN_FIELD_TYPES)[number];

/** A company's own field, F_…, that is chosen from base data. */
export const ownField = z.object({
  form: z.string(),
  level: z.enum(['header', 'rows']),
  key: z.string(),
  label: z.string(),
  kind: z.nullable(baseDataKind),
});
export type OwnField = z.infer<typeof ownField>;

/** GET /api/base-data: the entries held of each kind, and the changes that readings of the last days found, the newest first. */
export const baseDataOverview = z.object({
  kinds: z.array(
    z.object({
      kind: baseDataKind,
      /** Kingdee's name of a company's own kind; absent for a kind that every site has. */
      name: z.optional(z.string()),
      entries: z.int(),
      /** Number of entries that are forbidden, not audited or gone. */
      unusable: z.int(),
      /** Start of the last complete full reading（全量）; null before the first. */
      readAt: z.nullable(instant),
      tookMs: z.int(),
      /** Start of the last incremental reading（增量）; absent if there was none since the full one. */
      changesAt: z.optional(instant),
      /** Reason why there is no incremental reading; absent if there is none. */
      noChanges: z.optional(noIncrement),
    }),
  ),
  /** Categories of 辅助资料 that nothing uses yet and a mapping table may use. Absent if there are none. */
  others: z.optional(z.array(z.object({ kind: baseDataKind, name: z.string() }))),
  /** The company's own fields on Kingdee's bills that are chosen from base data; `kind` null: the form does not say which. */
  fields: z.optional(z.array(ownField)),
  /** Number of days that the changes cover. */
  days: z.int(),
  changes: z.array(baseDataChange),
  /** True if there are more changes than listed. */
  more: z.boolean(),
  /** Changed entries that are still unusable: the mapping rows that lead to them, and the open bills behind these, each once. */
  broken: z.object({ entries: z.int(), mappings: z.int(), bills: countAndSum }),
});
export type BaseDataOverview = z.infer<typeof baseDataOverview>;
