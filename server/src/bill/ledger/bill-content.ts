import { type BillIssue, billIssue } from '@dingdee/shared/bill';
import { PROVENANCE_KINDS } from '@dingdee/shared/bill-detail';
import { amount } from '@dingdee/shared/money';
import { DATE_PICKS } from '@dingdee/shared/scheme';
import * as z from 'zod/mini';
import { worded } from '../../domain/draft/issue-words.js';
import type { MappingResult } from '../../domain/draft/mapping-result.js';
import { ROW_SCOPES, RUNGS } from '../../domain/draft/provenance.js';
import { readProvenance, writeProvenance } from '../../domain/draft/provenance-text.js';
import { SPOILT, spoiltWords } from './spoilt-bills.js';

const texts = z.record(z.string(), z.string());
/** An attachment as it may be shown: a photo by its control, never by its address. */
const attachment = z.pipe(
  z.object({ name: z.string(), kind: z.string() }),
  z.transform(({ name, kind }) => ({ name, kind, photo: kind === 'photo' })),
);
const notes = z.object({
  fields: z.object({
    header: texts,
    rows: z.array(
      z.object({
        amount: z.nullable(amount),
        sourceTitle: z.string(),
        sourceNote: z.string(),
        sourceAmount: z.string(),
        fields: texts,
      }),
    ),
  }),
  facts: z.object({
    total: z.nullable(amount),
    formTotal: z.nullable(amount),
    net: z.optional(z.object({ gross: amount, offset: amount, payable: amount })),
    others: z.optional(z.nullable(amount)),
  }),
  others: z.array(z.object({ label: z.string(), text: z.string(), account: z.boolean() })),
  attachments: z.array(attachment),
});
const text = z.string();
const tableRows = z.array(z.object({ table: text, rows: z.array(z.int()) }));
const ones = [
  z.object({ code: z.literal('none') }),
  z.object({ code: z.literal('hand') }),
  z.object({ code: z.literal('form'), label: text }),
  z.object({ code: z.literal('related'), title: text, label: text }),
  z.object({ code: z.enum(['constant', 'template', 'expression', 'fallback']), rule: z.int() }),
  z.object({ code: z.literal('net'), gross: text, off: text, of: z.optional(tableRows) }),
  z.object({ code: z.literal('sum'), of: tableRows }),
  z.object({
    code: z.literal('day'),
    label: z.string(),
    pick: z.optional(z.enum(DATE_PICKS)),
    of: z.optional(tableRows),
    was: z.optional(z.string()),
  }),
  z.object({ code: z.literal('push-day'), was: z.optional(z.string()) }),
  z.object({
    code: z.literal('table'),
    table: text,
    name: text,
    scope: z.enum(ROW_SCOPES),
    key: text,
    fromDay: z.optional(z.string()),
  }),
  z.object({ code: z.literal('said'), text }),
] as const;
const each = z.array(z.object({ rows: tableRows, reference: z.discriminatedUnion('code', ones) }));
const reference = z.discriminatedUnion('code', [...ones, z.object({ code: z.literal('each'), of: each })]);
const oneProvenance = z.object({
  kind: z.enum(PROVENANCE_KINDS),
  reference,
  version: z.string(),
  source: z.string(),
  sourceLabel: z.string(),
  ladder: z.array(z.object({ rung: z.enum(RUNGS), value: z.nullable(z.string()), hit: z.boolean() })),
});
const provenance = z.record(z.string(), oneProvenance);
const citations = z.object({ tables: z.record(z.string(), z.int()) });

type ContentNotes = z.infer<typeof notes>;
export type StoredProvenance = z.infer<typeof provenance>[string];

/** The result of the last mapping of a bill (mapping-result.ts), read back from bill_content. */
export interface StoredContent {
  notes: ContentNotes;
  provenance: Readonly<Record<string, StoredProvenance>>;
  issues: readonly BillIssue[];
  /** Table code → revision that was read. */
  tables: Readonly<Record<string, number>>;
  complete: boolean;
}

export interface ContentRow {
  draft: string | null;
  provenance: string;
  issues: string;
  citations: string;
  notes: string;
}

const issueList = z.array(z.extend(billIssue, { params: z.optional(texts) }));
/** Returns the issues. Unreadable issues become one red issue: the bill stops, and other bills can still be read. */
export function readIssues(text: string): BillIssue[] {
  return issuesIn(text).map(worded);
}
function issuesIn(text: string): z.infer<typeof issueList> {
  try {
    return issueList.parse(JSON.parse(text));
  } catch {
    return [{ ...UNREAD, message: spoiltWords(['issues']) }];
  }
}
const UNREAD = { code: SPOILT, level: 'red', path: '', table: null, key: null } as const;

type StoredIssue = z.infer<typeof issueList>[number];

/** Returns a key for what an issue is about, independent of its wording. */
const keyOf = ({ level, code, path, table, key }: StoredIssue, params: StoredIssue['params']): string =>
  JSON.stringify([level, code, path, table, key, params ? Object.entries(params).sort() : []]);

/**
 * Returns a key for what each issue is about, of a former and of a later mapping of one bill. An issue that was stored with its sentence has no
 * parameters: it has the key of the later issue that has the same code, level, path and mapping key. An unreadable text equals no other.
 * @param before, after bill_content.issues
 */
export function issueKeys(before: string, after: string): { before: string[]; after: string[] } {
  const former = issuesIn(before);
  const keys = former.map((issue) => keyOf(issue, issue.params));
  const left = new Map<string, number>();
  for (const key of keys) left.set(key, (left.get(key) ?? 0) + 1);
  const take = (key: string): boolean => {
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    return count > 0;
  };
  const later = issuesIn(after).map((issue) => {
    const key = keyOf(issue, issue.params);
    return { issue, key, isThere: take(key) };
  });
  return {
    before: keys,
    after: later.map(({ issue, key, isThere }) => {
      const spoken = keyOf(issue, undefined);
      return !isThere && take(spoken) ? spoken : key;
    }),
  };
}

/** @param text bill_content.notes. @returns null if it cannot be read: a caller that only compares with it goes on without it. */
export function readNotes(text: string): ContentNotes | null {
  try {
    return notes.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

export function readContent(row: ContentRow): StoredContent {
  return {
    notes: notes.parse(JSON.parse(row.notes)),
    provenance: provenance.parse(readProvenance(row.provenance)),
    issues: readIssues(row.issues),
    tables: citations.parse(JSON.parse(row.citations)).tables,
    complete: row.draft !== null,
  };
}

/** Returns table code → revision that a bill was mapped with. @returns null if the text is no JSON. @param text bill_content.citations */
export function readCitedTables(text: string): Readonly<Record<string, number>> | null {
  try {
    return citations.safeParse(JSON.parse(text)).data?.tables ?? {};
  } catch {
    return null;
  }
}

/**
 * Returns the provenances of a bill's values, each once, however many rows it is used on.
 * @param text bill_content.provenance
 */
export function reasonsIn(text: string): StoredProvenance[] {
  const read = z.record(z.string(), z.unknown()).parse(readProvenance(text));
  return [...new Set(Object.values(read))].map((one) => oneProvenance.parse(one));
}

/** Returns the content a bill would have after a mapping that is not stored: written as it would be, and read back the same way. */
export const contentOf = (result: MappingResult): StoredContent => readContent(contentRow(result));

/** Returns the columns that are stored of a mapping. */
export const contentRow = (result: MappingResult): ContentRow => ({
  draft: result.draft === null ? null : JSON.stringify(result.draft),
  provenance: writeProvenance(result.provenance),
  issues: JSON.stringify(result.issues),
  citations: JSON.stringify(result.citations),
  notes: JSON.stringify({
    fields: result.fields,
    facts: result.facts,
    others: result.others,
    attachments: result.attachments,
  }),
});
