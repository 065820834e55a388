import * as z from 'zod/mini';
import { baseDataItem, baseDataKind } from './base-data.js';
import { evidence } from './mapping-evidence.js';
import { type Amount, amount } from './money.js';
import { businessDate, countAndSum, instant, keptBills, pageOf, queryInt } from './page.js';
import { TERM_WORDS } from './term-words.js';
import { asideValue, valueAside } from './value-aside.js';

const text = (max: number) => z.string().check(z.minLength(1), z.maxLength(max));

/** Built-in tables. A row maps a source key (as printed on the approval, trimmed) to a Kingdee number. */
export const MAPPING_TABLES = {
  costItem: { name: TERM_WORDS.costItem, target: 'costItem', keyName: '费用明细' },
  department: { name: '部门', target: 'department', keyName: TERM_WORDS.originDepartment },
  contactUnit: { name: '员工→往来单位', target: 'employee', keyName: '发起人' },
  supplier: { name: '供应商', target: 'supplier', keyName: '收款单位' },
  settlementType: { name: '结算方式', target: 'settlementType', keyName: '公司帐号付款' },
  purpose: { name: '付款用途', target: 'purpose', keyName: '付款用途' },
  payOrg: { name: TERM_WORDS.payOrg, target: 'organisation', keyName: TERM_WORDS.originDepartment },
  bankAccount: { name: '银行账号', target: 'bankAccount', keyName: '公司帐号付款' },
} as const;
export type MappingTableCode = keyof typeof MAPPING_TABLES;

export const mappingTable = z.object({
  code: z.string(),
  name: z.string(),
  keyName: z.string(),
  target: baseDataKind,
  /** Grows by one with every saved change; bills cite it. */
  revision: z.int(),
  rows: z.int(),
  /** Source values of unapproved bills that have no row, without those that are put aside. */
  unmapped: z.int(),
  /** The company's own table: it may be renamed, and deleted while nothing uses it. */
  own: z.optional(z.boolean()),
});
export type MappingTable = z.infer<typeof mappingTable>;
export const mappingTables = z.object({ items: z.array(mappingTable) });
export type MappingTables = z.infer<typeof mappingTables>;

const tableName = z.string().check(z.trim(), z.minLength(1), z.maxLength(40), z.regex(/^[^\p{Cc}\p{Cf}/\\?#%]+$/u));
/** POST /api/mapping/tables: a table of the company's own. */
export const ownTable = z.object({
  name: tableName,
  /** Meaning of its keys on the form, e.g. 项目. */
  keyName: tableName,
  target: baseDataKind,
});
export type OwnTable = z.infer<typeof ownTable>;
/** PATCH /api/mapping/tables/:code */
export const renameTable = z.object({ name: tableName, keyName: tableName });
export type RenameTable = z.infer<typeof renameTable>;

export const mappingRow = z.object({
  id: z.string(),
  /** Organisation that the row is for; "" = all. */
  orgNumber: z.string(),
  key: z.string(),
  /** Readable text for a key that is an id (a DingTalk userid), else "". */
  keyLabel: z.string(),
  /** First day (生效日期) of the bills that the row is for; absent: all days. */
  fromDay: z.optional(businessDate),
  targetNumber: z.string(),
  targetName: z.string(),
  usable: z.boolean(),
  reason: z.nullable(z.string()),
  /** Number of bills in any state that used this key; of the asked organisation if one was asked for. */
  uses: z.int(),
  /** Sum of the details of these bills that the key stands for. */
  amount,
  /** Number of these bills whose amount in yuan is unknown; they are not in the sum. Absent if there are none. */
  unknown: z.optional(z.int()),
  lastUsedAt: z.nullable(instant),
  updatedBy: z.string(),
  updatedAt: instant,
});
export type MappingRow = z.infer<typeof mappingRow>;
export const mappingRowQuery = z.object({
  /** Number of an organisation: only its rows, and those for all organisations. */
  org: z.optional(z.string().check(z.minLength(1), z.maxLength(40))),
  q: z.optional(z.string().check(z.maxLength(60))),
  cursor: z.optional(z.string().check(z.maxLength(300))),
  limit: z._default(queryInt(1, 500), 100),
});
export type MappingRowQuery = z.infer<typeof mappingRowQuery>;
export const mappingRowPage = pageOf(mappingRow);
export type MappingRowPage = z.infer<typeof mappingRowPage>;

export const suggestion = z.object({
  item: baseDataItem,
  /** The strongest first. */
  evidence: z.array(evidence),
  /** The name is the same, so it is preselected. A merely similar entry must be chosen by a person. */
  same: z.boolean(),
  /** The whole name or the job number is equal, so it can be accepted with others in one press; else absent. */
  exact: z.optional(z.literal(true)),
  /** Asking organisations that may use it; absent if one number serves only its own organisation. */
  usableIn: z.optional(z.array(z.string())),
});
export type Suggestion = z.infer<typeof suggestion>;
/** Traces of a missing value in the open bills that lack it. */
export const valueTraces = z.object({
  /** Time at which the first of their approvals passed. */
  firstAt: instant,
  /** Number of applicants. */
  people: z.int(),
  /** Bills that wait for the value, in 待补映射. */
  waiting: z.int(),
  /** Up to three bills, the largest first: the text beside the value on the form, or the bill's purpose. */
  samples: z.array(z.object({ billId: z.string(), text: z.string(), person: z.string(), amount: z.nullable(amount) })),
});
export type ValueTraces = z.infer<typeof valueTraces>;
export const unmappedValue = z.object({
  key: z.string(),
  keyLabel: z.string(),
  /** Organisations whose bills ask for it, largest sum first; "" = the table serves all alike. */
  orgNumbers: z.array(z.string()),
  /** Number of bills, each once; not of rows. */
  bills: z.int(),
  /** Organisation number → number of its bills that ask for it. */
  billsByOrg: z.record(z.string(), z.int()),
  /** Sum of the details that use it, not of the bills. */
  details: amount,
  /** Number of these bills without an amount; absent if there are none. */
  unknown: z.optional(z.int()),
  /** Present if it was put aside, and another bill has brought it back. */
  before: z.optional(valueAside),
  /** Absent if no bill is stored yet. */
  traces: z.optional(valueTraces),
  suggestions: z.array(suggestion),
});
export type UnmappedValue = z.infer<typeof unmappedValue>;
/** GET /api/mapping/tables/:code/unmapped?q= : values that contain the text, or whose pinyin or initials do. */
export const unmappedQuery = z.object({
  q: z.optional(z.string().check(z.maxLength(60))),
  /** Only the values that are put aside: `items` is empty, and nobody is asked for suggestions. */
  only: z.optional(z.enum(['aside'])),
});
export type UnmappedQuery = z.infer<typeof unmappedQuery>;
/** GET /api/mapping/tables/:code/unmapped: values without a row, largest sum first, with suggestions that are never applied silently. */
export const unmappedValues = z.object({
  items: z.array(unmappedValue),
  /** Values that are put aside（不处理）, the newest first; not among the items, nor in the totals. */
  aside: z.array(asideValue),
  /** Totals over all values: a bill that lacks two values counts once, with its own sum. */
  whole: z.object({ values: z.int(), bills: z.int(), amount, unknown: z.optional(z.int()) }),
});
export type UnmappedValues = z.infer<typeof unmappedValues>;

/** A day that exists: no 30 February. */
const fromDay = businessDate.check(
  z.refine((day) => {
    const at = Date.parse(`${day}T00:00:00Z`);
    return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day);
  }),
);
const setWay = z.enum(['hand', 'lint']);
/** DELETE /api/mapping/tables/:code/rows/:id */
export const removeRowQuery = z.object({ way: z.optional(setWay) });
export type RemoveRowQuery = z.infer<typeof removeRowQuery>;

/** PUT /api/mapping/tables/:code/rows: sets many rows at once; the answer says which bills were mapped again. DELETE …/rows/:id removes one. */
export const putMappingRows = z.object({
  rows: z
    .array(
      z.object({
        orgNumber: z._default(z.string().check(z.maxLength(40)), ''),
        key: text(200),
        keyLabel: z.optional(z.string().check(z.maxLength(200))),
        targetNumber: text(80),
        /** Absent: the row is for all days. Rows of one key with several days stand side by side. */
        fromDay: z.optional(fromDay),
        /**
         * Value on the screen for this key, organisation and day; null: none. If the current value differs, it is not overwritten. Absent: not compared.
         */
        was: z.optional(z.nullable(z.string().check(z.maxLength(80)))),
        /** Row that this one takes the place of, with another day: it ends in the same revision. */
        instead: z.optional(text(40)),
        /** Row that the person edited: this one is for the same applicant, department or form as that one. Absent: as `instead`, else for all. */
        edits: z.optional(text(40)),
      }),
    )
    .check(z.minLength(1), z.maxLength(5000)),
  /** Page that the person used: the table, or the table's check-up. */
  way: z.optional(setWay),
});
export type PutMappingRows = z.infer<typeof putMappingRows>;

export const FIX_SCOPES = ['bill', 'applicant', 'department', 'form', 'company'] as const;
export const fixScope = z.enum(FIX_SCOPES);
export type FixScope = z.infer<typeof fixScope>;
export const FIX_SCOPE_WORDS: Readonly<Record<FixScope, string>> = {
  bill: '仅本单',
  applicant: '本申请人',
  department: '本部门',
  form: '本表单',
  company: '全公司',
};

/**
 * "修一次，记住": one value for one source key (table + key), or for one field of one bill (path), with a scope.
 * `billId` and `version` name the bill in front of the person; with scope "bill" only that bill changes.
 */
export const mappingFix = z.object({
  billId: text(40),
  version: z.int(),
  /** Path of the field, as in BillIssue.path / PairValue.path, e.g. "rows[2].costItem". */
  path: text(120),
  targetNumber: text(80),
  scope: fixScope,
  /** Count and sum of bills that the button showed; the fix is refused if they have changed since. */
  shown: z.optional(countAndSum),
});
export type MappingFix = z.infer<typeof mappingFix>;

/** 撤回改动: the person's values for that field of the bill, in all rows, return to what the rules give. */
export const takeBackFix = z.object({ billId: text(40), version: z.int(), path: text(120) });
export type TakeBackFix = z.infer<typeof takeBackFix>;

/** 取金蝶档案里的账号: for a bill whose approval gives no account, under the version that was seen. */
export const lookAtPayeeRecord = z.object({ billId: text(40), version: z.int() });
export type LookAtPayeeRecord = z.infer<typeof lookAtPayeeRecord>;
/** Kingdee's own record of the payee; never a full account number. `why`: the reason why it cannot be used; null if it can. */
export const payeeRecord = z.object({
  unit: z.string(),
  name: z.string(),
  kind: z.enum(['employee', 'supplier']),
  accounts: z.array(
    z.object({
      id: z.string(),
      /** Last four digits. */
      tail: z.string(),
      holder: z.string(),
      bank: z.string(),
      /** Marked as the default account in Kingdee. */
      usual: z.boolean(),
      why: z.nullable(z.string()),
    }),
  ),
});
export type PayeeRecord = z.infer<typeof payeeRecord>;
/** `account`: the `id` of the account to use. */
export const usePayeeRecord = z.extend(lookAtPayeeRecord, { account: text(1000) });
export type UsePayeeRecord = z.infer<typeof usePayeeRecord>;

/** Effect of a fix before it is saved: the three sums add up to all bills that use the key. */
export const mappingImpact = z.object({
  scopes: z.array(z.object({ scope: fixScope, ...countAndSum.shape })),
  becomesReady: countAndSum,
  stillMissing: countAndSum,
  untouchedApproved: countAndSum,
  untouchedBooked: countAndSum,
  /** Touched bills that are listed under another reason first, and so not in this reason's group. */
  otherReasons: countAndSum,
});
export type MappingImpact = z.infer<typeof mappingImpact>;

/** Answer to a saved change (a fix or rows): how many bills were mapped again, and their state now. */
export const remapResult = z.object({
  table: z.nullable(z.string()),
  revision: z.nullable(z.int()),
  remapped: z.int(),
  becameReady: countAndSum,
  stillMissing: countAndSum,
  /** Number of approvals (审核) that the change voided. */
  voidedApprovals: z.int(),
  /** 刚放行: bills that waited for this change and wait for nothing else now. */
  released: z.optional(keptBills),
});
export type RemapResult = z.infer<typeof remapResult>;
export const NOTHING: { count: number; amount: Amount } = { count: 0, amount: '0.00' as Amount };

/** GET /api/mapping/reproduce/:billId: runs the engine again on the stored snapshot with the cited versions and compares byte for byte. */
export const reproduction = z.object({
  equal: z.boolean(),
  storedHash: z.nullable(z.string()),
  againHash: z.nullable(z.string()),
});
export type Reproduction = z.infer<typeof reproduction>;
