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

/**
 * Returns a key for what each issue is about, independent of its wording; an unreadable text equals no other.
 * @param text bill_content.issues
 */
export const issueKeys = (text: string): string[] =>
  issuesIn(text).map(({ level, code, path, table, key, params }) =>
    JSON.stringify([level, code, path, table, key, params ? Object.entries(params).sort() : []]),
  );

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
