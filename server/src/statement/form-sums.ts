import { amount, toFen } from '@dingdee/shared/money';
import * as z from 'zod/mini';
import { readInt } from '../database/columns.js';
import { type Database, placeholders } from '../database/database.js';
import type { NetSums } from '../domain/draft/mapping-result.js';

/** What the form said of its sum when a bill was last mapped. */
export interface FormSums {
  /** What its scheme took off (净额); null where it takes nothing off. */
  net: Pick<NetSums, 'gross' | 'payable'> | null;
  /** 分 of the whole form where it was edited after it was first read, and read again; else null. */
  edited: bigint | null;
}
export const NO_SUMS: FormSums = { net: null, edited: null };

const notes = z.object({
  facts: z.object({
    formTotal: z.optional(z.nullable(amount)),
    others: z.optional(z.nullable(amount)),
    net: z.optional(z.object({ gross: amount, payable: amount })),
  }),
});

/** By bill id; a bill without content has none. @param ids a few hundred at most. */
export async function formSums(db: Database, ids: readonly string[]): Promise<ReadonlyMap<string, FormSums>> {
  if (ids.length === 0) return new Map();
  const rows = await db.query<{ bill_id: string; notes: string | null; source_version: unknown }>(
    `SELECT c.bill_id, c.notes, a.source_version FROM bill_content c JOIN bill b ON b.id = c.bill_id JOIN approval a ON a.id = b.approval_id
     WHERE c.bill_id IN (${placeholders(ids)})`,
    [...ids],
  );
  return new Map(
    rows.map(({ bill_id, notes, source_version }) => [bill_id, sumsIn(notes, readInt(source_version) > 1)]),
  );
}

/** What cannot be read explains nothing. @param json the notes of bill_content. */
export function sumsIn(json: string | null, isEdited: boolean): FormSums {
  try {
    const read = notes.safeParse(JSON.parse(json ?? 'null'));
    if (!read.success) return NO_SUMS;
    const { net = null, formTotal, others } = read.data.facts;
    // Of one part it is what the others leave of the form.
    const isKnown = isEdited && formTotal != null && others !== null;
    return { net, edited: isKnown ? toFen(formTotal) + (others === undefined ? 0n : toFen(others)) : null };
  } catch {
    return NO_SUMS;
  }
}
