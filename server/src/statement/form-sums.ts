import { amount, toFen } from '@dingdee/shared/money';
import * as z from 'zod/mini';
import { readInt } from '../database/columns.js';
import { type Database, placeholders } from '../database/database.js';
import type { NetSums } from '../domain/draft/mapping-result.js';

/** The form's sums as of the last mapping of a bill. */
export interface FormSums {
  /** The scheme's deduction (净额); null if it deducts nothing. */
  net: Pick<NetSums, 'gross' | 'payable'> | null;
  /** Sum of the whole form in 分 if the form was edited and read again; else null. */
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

/** Reads the sums by bill id; a bill without content is missing. @param ids a few hundred at most. */
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

/** Reads the sums from the notes; unreadable notes give no sums. @param json the notes of bill_content. */
export function sumsIn(json: string | null, isEdited: boolean): FormSums {
  try {
    const read = notes.safeParse(JSON.parse(json ?? 'null'));
    if (!read.success) return NO_SUMS;
    const { net = null, formTotal, others } = read.data.facts;
    // For a bill of one part, the form's sum is this part plus the other parts.
    const isKnown = isEdited && formTotal != null && others !== null;
    return { net, edited: isKnown ? toFen(formTotal) + (others === undefined ? 0n : toFen(others)) : null };
  } catch {
    return NO_SUMS;
  }
}
