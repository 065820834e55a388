import * as z from 'zod/mini';
import { baseDataKind } from './base-data.js';
import { billIssue } from './bill.js';
import { billDetail, pairRow, pairValue } from './bill-detail.js';
import { unmappedValue } from './mapping.js';
import { amount } from './money.js';
import { businessDate, countAndSum, instant } from './page.js';
import { RULE_LEVELS } from './rule-level.js';
import { DATE_PICKS, sourceRef } from './scheme.js';

/** So many approvals are tried, the newest first. */
export const TRIED = 20;
export const RULE_KINDS = ['constant', 'source', 'lookup', 'template', 'amount', 'date', 'expression'] as const;
export type RuleKind = (typeof RULE_KINDS)[number];
/** A field of the scheme's content: "header.remark", "rows.costItem". */
export const fieldPath = z.string().check(z.regex(/^(header|rows)\.[A-Za-z0-9_]{1,62}$/));

/** One field of the bill as a rule may be written for it. */
export const targetField = z.object({
  /** Name in the content: "costItem", or a customer's own "F_…". */
  name: z.string(),
  /** What Kingdee calls it. */
  key: z.string(),
  label: z.string(),
  type: z.enum(['text', 'base', 'enum', 'date', 'amount', 'rate']),
  baseData: z.nullable(baseDataKind),
  /** A bill without it is refused, whatever the scheme says. */
  always: z.boolean(),
  /** Longest text that is sent; null where it holds no text. */
  longest: z.nullable(z.int()),
  /** Kinds of rule that may be written for it. */
  kinds: z.array(z.enum(RULE_KINDS)),
  /** The values that it may have, where it has a list of its own. */
  choices: z.array(z.object({ value: z.string(), label: z.string() })),
  /** The field beside it that holds the same value while both have the same rules. */
  sameAs: z.optional(z.string()),
});
export type TargetField = z.infer<typeof targetField>;

/** What a rule may read. `ref` as it stands in a rule. */
export const rulePlace = z.object({
  ref: z.string(),
  label: z.string(),
  /** As the designer of DingTalk's forms calls it: "单选". */
  kind: z.string(),
  /** It holds a date. */
  dated: z.optional(z.boolean()),
  options: z.array(z.string()),
});
export type RulePlace = z.infer<typeof rulePlace>;

/** GET /api/schemes/:id/fields: all that rules can be written for and can read, in the order of the forms. DingTalk is not asked. */
export const schemeFields = z.object({
  /** What the bill is called: "付款单". */
  bill: z.string(),
  header: z.array(targetField),
  rows: z.array(targetField),
  /** Of a customer's own field. */
  own: targetField,
  /** Of the form, of a row of its detail table, and of the approval itself. */
  places: z.object({ form: z.array(rulePlace), row: z.array(rulePlace), approval: z.array(rulePlace) }),
  /** What the levels of rules are called. */
  levels: z.record(z.enum(RULE_LEVELS), z.string()),
});
export type SchemeFields = z.infer<typeof schemeFields>;

/**
 * POST /api/schemes/:id/trial. `content` may be anything: what is wrong with it is the answer. `field`: which field's values are listed.
 * `shown`: the approval that is told in full; the first where it is not among them. `read`: DingTalk is asked for recent approvals where
 * fewer than TRIED are stored, at most one page of the list and TRIED details; without it what was read before is used.
 */
export const runTrial = z.object({
  content: z.unknown(),
  field: z.optional(fieldPath),
  shown: z.optional(z.string().check(z.maxLength(64))),
  read: z.optional(z.boolean()),
});
export type RunTrial = z.infer<typeof runTrial>;

/** `path`: "rows.costItem.rules.0", "filter.1"; `at`: the character of an expression, from 1. */
export const contentTrouble = z.object({ path: z.string(), sentence: z.string(), at: z.nullable(z.int()) });
export type ContentTrouble = z.infer<typeof contentTrouble>;

/** `ready`: could be reviewed · `amber`: somebody has to look · `red`: would stop · `left-out`: the scheme does not collect it. */
export const TRIAL_STATES = ['red', 'amber', 'left-out', 'ready'] as const;
export type TrialState = (typeof TRIAL_STATES)[number];

export const triedApproval = z.object({
  id: z.string(),
  businessId: z.string(),
  title: z.string(),
  originatorName: z.string(),
  department: z.string(),
  finishedAt: instant,
  /** Of all the bills that it would become. */
  amount: z.nullable(amount),
  /** Of each of them: several where the scheme makes one for each payee or organisation. */
  bills: z.array(z.nullable(amount)),
  rows: z.int(),
  state: z.enum(TRIAL_STATES),
  /** The first thing that stops it, or to be looked at; "" where there is none. */
  why: z.string(),
  /** It was only read for the trial, and is not stored. */
  fresh: z.boolean(),
  /** It has a bill already, so that it is never collected again. */
  billed: z.boolean(),
});
export type TriedApproval = z.infer<typeof triedApproval>;

/** One approval as the bill it would become, and what it says itself. Accounts by their last four digits. */
export const shownApproval = z.object({
  id: z.string(),
  /** What stands under each reference of `schemeFields.places`; of a row one text for each of the first rows. */
  texts: z.record(z.string(), z.string()),
  rowTexts: z.record(z.string(), z.array(z.string())),
  header: z.array(pairValue),
  rows: z.array(pairRow),
  totals: billDetail.shape.totals,
  issues: z.array(billIssue),
});
export type ShownApproval = z.infer<typeof shownApproval>;

/** What gave a value, or `missing`: none, and the bill stops · `blank`: none, and it may stay so. */
export const VALUE_MARKS = ['missing', 'blank', 'default', 'rule', 'table', 'form', 'hand'] as const;
export type ValueMark = (typeof VALUE_MARKS)[number];
export const fieldValue = z.object({
  approvalId: z.string(),
  businessId: z.string(),
  /** From 1; null for a field of the header. */
  row: z.nullable(z.int()),
  mark: z.enum(VALUE_MARKS),
  value: pairValue,
});
export type FieldValue = z.infer<typeof fieldValue>;

/** One rule of the field as it is read, in the order in which it counts. */
export const fieldRule = z.object({
  /** Its place in the content. */
  index: z.int(),
  level: z.string(),
  words: z.string(),
  /** Of the values that are listed, those that it gave. */
  hits: z.int(),
});
export type FieldRule = z.infer<typeof fieldRule>;

/** One day that a date could be, and in which months it puts what is tried. */
export const dayChoice = z.object({
  from: sourceRef,
  pick: z.nullable(z.enum(DATE_PICKS)),
  label: z.string(),
  /** "2026-11", the one of most approvals first. */
  months: z.array(z.object({ month: z.string(), count: z.int() })),
  /** Approvals that do not say it. */
  unknown: z.int(),
  /** Of the approval that is shown. */
  shown: z.nullable(businessDate),
});
export type DayChoice = z.infer<typeof dayChoice>;
/** A month of which Kingdee has refused a bill of this organisation as closed, and taken none since. */
export const closedPeriod = z.object({
  orgNumber: z.string(),
  month: z.string(),
  refusedDay: z.string(),
  refusedAt: instant,
});
export type ClosedPeriod = z.infer<typeof closedPeriod>;

export const triedField = z.object({
  path: fieldPath,
  /** How many values there are, by what gave them, the worst first; they add up to all. */
  parts: z.array(z.object({ mark: z.enum(VALUE_MARKS), count: z.int() })),
  total: z.int(),
  /** The longest value, in characters. */
  longest: z.int(),
  rules: z.array(fieldRule),
  /** Values that a person has locked on a bill. */
  byHand: z.int(),
  /** The worst first, not all of many. */
  values: z.array(fieldValue),
  /** Of a field that holds a date. */
  days: z.optional(z.object({ choices: z.array(dayChoice), closed: z.array(closedPeriod) })),
});
export type TriedField = z.infer<typeof triedField>;

export const trialRun = z.object({
  /** The version that this content would become. */
  version: z.int(),
  /** Approvals that are stored; the others were read for it. */
  stored: z.int(),
  approvals: z.array(triedApproval),
  counts: z.object({ red: countAndSum, amber: countAndSum, 'left-out': countAndSum, ready: countAndSum }),
  shown: z.nullable(shownApproval),
  field: z.nullable(triedField),
});
export type TrialRun = z.infer<typeof trialRun>;

/** `run` is null where the content cannot be run; one that only lacks examples of its expressions can, and cannot be saved. */
export const trial = z.object({ troubles: z.array(contentTrouble), run: z.nullable(trialRun) });
export type Trial = z.infer<typeof trial>;

/** GET /api/schemes/:id/unmapped: what the approvals of a trial ask mapping tables for in vain, by the scheme as it is saved; tables without such a value are left out. */
export const trialUnmapped = z.object({
  /** Approvals that were tried. */
  tried: z.int(),
  tables: z.array(
    z.object({
      code: z.string(),
      items: z.array(unmappedValue),
      /** Other schemes that look this table up: rows count for them as well. `bills`: of theirs, those that wait for one of these values or use it, and would be mapped anew. */
      others: z.array(z.object({ scheme: z.string(), bills: countAndSum })),
    }),
  ),
});
export type TrialUnmapped = z.infer<typeof trialUnmapped>;
