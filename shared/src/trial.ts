import * as z from 'zod/mini';
import { baseDataKind, OWN_FIELD_TYPES } from './base-data.js';
import { billIssue } from './bill.js';
import { billDetail, pairRow, pairValue } from './bill-detail.js';
import { unmappedValue } from './mapping.js';
import { amount } from './money.js';
import { businessDate, countAndSum, instant } from './page.js';
import { RULE_LEVELS } from './rule-level.js';
import { DATE_PICKS, sourceRef } from './scheme.js';

/** Number of approvals that are tried, the newest first. */
export const TRIED = 20;
export const RULE_KINDS = ['constant', 'source', 'lookup', 'template', 'amount', 'date', 'expression'] as const;
export type RuleKind = (typeof RULE_KINDS)[number];
/** A field of the scheme's content: "header.remark", "rows.costItem". */
export const fieldPath = z.string().check(z.regex(/^(header|rows)\.[A-Za-z0-9_]{1,62}$/));

/** One field of the bill that rules can be written for. */
export const targetField = z.object({
  /** Name in the content: "costItem", or a customer's own "F_…". */
  name: z.string(),
  /** Kingdee's key of the field. */
  key: z.string(),
  label: z.string(),
  type: z.enum(['text', 'base', 'enum', 'date', 'amount', 'rate']),
  baseData: z.nullable(baseDataKind),
  /** Of a customer's own field: what it holds, as Kingdee's form says. */
  own: z.optional(z.enum(OWN_FIELD_TYPES)),
  /** Kingdee's form wants it filled and does not fill it by itself. */
  must: z.optional(z.literal(true)),
  /** A bill without it is refused, whatever the scheme says. */
  always: z.boolean(),
  /** Longest text that is sent; null if it holds no text. */
  longest: z.nullable(z.int()),
  /** Kinds of rule that may be written for it. */
  kinds: z.array(z.enum(RULE_KINDS)),
  /** Allowed values, if the field has a list of its own. */
  choices: z.array(z.object({ value: z.string(), label: z.string() })),
  /** The neighbouring field that has the same value while both have the same rules. */
  sameAs: z.optional(z.string()),
});
export type TargetField = z.infer<typeof targetField>;

/** A source that a rule may read. `ref` is written as in a rule. */
export const rulePlace = z.object({
  ref: z.string(),
  label: z.string(),
  /** DingTalk's name for the kind of control: "单选". */
  kind: z.string(),
  /** True if it holds a date. */
  dated: z.optional(z.boolean()),
  options: z.array(z.string()),
});
export type RulePlace = z.infer<typeof rulePlace>;

/** GET /api/schemes/:id/fields: all fields that rules can be written for, and all sources, in the order of the forms. Does not ask DingTalk. */
export const schemeFields = z.object({
  /** Name of the bill: "付款单". */
  bill: z.string(),
  header: z.array(targetField),
  rows: z.array(targetField),
  /** Template for a customer's own field whose key is typed. */
  own: targetField,
  /** True if Kingdee's form was read: every own field that it has is among `header` and `rows`. */
  ownTold: z.boolean(),
  /** Sources on the form, in a row of its detail table, and of the approval itself. */
  places: z.object({ form: z.array(rulePlace), row: z.array(rulePlace), approval: z.array(rulePlace) }),
  /** Names of the levels of rules. */
  levels: z.record(z.enum(RULE_LEVELS), z.string()),
});
export type SchemeFields = z.infer<typeof schemeFields>;

/**
 * POST /api/schemes/:id/trial. `content` may be anything: its errors are the answer. `field`: field whose values are listed.
 * `shown`: approval that is shown in full; the first if it is not among them. `read`: asks DingTalk for recent approvals if
 * fewer than TRIED are stored, at most two pages of the list and TRIED details; without it, earlier reads are used. `readRelated`: asks it for
 * approvals that these name, at most TRIED.
 */
export const runTrial = z.object({
  content: z.unknown(),
  field: z.optional(fieldPath),
  shown: z.optional(z.string().check(z.maxLength(64))),
  read: z.optional(z.boolean()),
  readRelated: z.optional(z.boolean()),
});
export type RunTrial = z.infer<typeof runTrial>;

/**
 * `path`: "rows.costItem.rules.0", "filter.1"; `at`: the character of an expression, from 1. `warns`: it can be saved all the same, and each bill says it
 * again.
 */
export const contentTrouble = z.object({
  path: z.string(),
  sentence: z.string(),
  at: z.nullable(z.int()),
  warns: z.optional(z.literal(true)),
});
export type ContentTrouble = z.infer<typeof contentTrouble>;

/** `ready`: could be reviewed · `amber`: a person has to look · `red`: would stop · `left-out`: the scheme does not collect it. */
export const TRIAL_STATES = ['red', 'amber', 'left-out', 'ready'] as const;
export type TrialState = (typeof TRIAL_STATES)[number];

export const triedApproval = z.object({
  id: z.string(),
  businessId: z.string(),
  title: z.string(),
  originatorName: z.string(),
  department: z.string(),
  finishedAt: instant,
  /** Sum of all the bills that it would become. */
  amount: z.nullable(amount),
  /** Amount of each of them: several if the scheme makes one per payee or organisation. */
  bills: z.array(z.nullable(amount)),
  rows: z.int(),
  state: z.enum(TRIAL_STATES),
  /** First issue that stops it, or that a person has to look at; "" if there is none. */
  why: z.string(),
  /** It was read only for the trial, and is not stored. */
  fresh: z.boolean(),
  /** It already has a bill, so it is never collected again. */
  billed: z.boolean(),
});
export type TriedApproval = z.infer<typeof triedApproval>;

/** One approval with the bill that it would become. Account numbers by their last four digits. */
export const shownApproval = z.object({
  id: z.string(),
  /** Text of each reference of `schemeFields.places`; for rows, one text for each of the first rows. */
  texts: z.record(z.string(), z.string()),
  rowTexts: z.record(z.string(), z.array(z.string())),
  header: z.array(pairValue),
  rows: z.array(pairRow),
  totals: billDetail.shape.totals,
  issues: z.array(billIssue),
});
export type ShownApproval = z.infer<typeof shownApproval>;

/** Source of a value, or `missing`: no value, the bill stops · `blank`: no value, which is allowed. */
export const VALUE_MARKS = ['missing', 'blank', 'default', 'rule', 'table', 'form', 'hand'] as const;
export type ValueMark = (typeof VALUE_MARKS)[number];
export const fieldValue = z.object({
  approvalId: z.string(),
  businessId: z.string(),
  /** Row number from 1; null for a field of the header. */
  row: z.nullable(z.int()),
  mark: z.enum(VALUE_MARKS),
  value: pairValue,
});
export type FieldValue = z.infer<typeof fieldValue>;

/** One rule of the field in words, in order of precedence. */
export const fieldRule = z.object({
  /** Its index in the content. */
  index: z.int(),
  level: z.string(),
  words: z.string(),
  /** Number of listed values that it gave. */
  hits: z.int(),
});
export type FieldRule = z.infer<typeof fieldRule>;

/** One possible source of a date, and the months that it gives for the tried approvals. */
export const dayChoice = z.object({
  from: sourceRef,
  pick: z.nullable(z.enum(DATE_PICKS)),
  label: z.string(),
  /** "2026-11", the month of most approvals first. */
  months: z.array(z.object({ month: z.string(), count: z.int() })),
  /** Number of approvals without this date. */
  unknown: z.int(),
  /** Its day for the shown approval. */
  shown: z.nullable(businessDate),
});
export type DayChoice = z.infer<typeof dayChoice>;
/** A month in which Kingdee has refused a bill of this organisation as closed, and has accepted none since. */
export const closedPeriod = z.object({
  orgNumber: z.string(),
  month: z.string(),
  refusedDay: z.string(),
  refusedAt: instant,
});
export type ClosedPeriod = z.infer<typeof closedPeriod>;

export const triedField = z.object({
  path: fieldPath,
  /** Number of values by source, the worst first; they add up to `total`. */
  parts: z.array(z.object({ mark: z.enum(VALUE_MARKS), count: z.int() })),
  total: z.int(),
  /** Length of the longest value, in characters. */
  longest: z.int(),
  rules: z.array(fieldRule),
  /** Number of values that a person has locked on a bill. */
  byHand: z.int(),
  /** The worst first; only some of them if there are many. */
  values: z.array(fieldValue),
  /** Present for a field that holds a date. */
  days: z.optional(z.object({ choices: z.array(dayChoice), closed: z.array(closedPeriod) })),
});
export type TriedField = z.infer<typeof triedField>;

export const trialRun = z.object({
  /** Number of the version that this content would become. */
  version: z.int(),
  /** Number of approvals that are stored; the others were read for the trial. */
  stored: z.int(),
  approvals: z.array(triedApproval),
  /** Number of approvals that the tried ones name and that were not read. */
  relatedUnread: z.int(),
  counts: z.object({ red: countAndSum, amber: countAndSum, 'left-out': countAndSum, ready: countAndSum }),
  shown: z.nullable(shownApproval),
  field: z.nullable(triedField),
});
export type TrialRun = z.infer<typeof trialRun>;

/** `run` is null if the content cannot be run; content that only lacks examples of its expressions can run, but cannot be saved. */
export const trial = z.object({ troubles: z.array(contentTrouble), run: z.nullable(trialRun) });
export type Trial = z.infer<typeof trial>;

/**
 * GET /api/schemes/:id/unmapped: values of a trial's approvals that have no mapping row, under the saved scheme; tables without such a value are
 * omitted.
 */
export const trialUnmapped = z.object({
  /** Number of approvals that were tried. */
  tried: z.int(),
  tables: z.array(
    z.object({
      code: z.string(),
      items: z.array(unmappedValue),
      /**
       * Other schemes that use this table, because rows apply to them, too. `bills`: their bills that wait for one of these values or use it, and
       * would be mapped again.
       */
      others: z.array(z.object({ scheme: z.string(), bills: countAndSum })),
    }),
  ),
});
export type TrialUnmapped = z.infer<typeof trialUnmapped>;
