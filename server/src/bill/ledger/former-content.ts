import type { EntityManager } from 'typeorm';
import { formNamed } from '../../connectors/forms/payment-form.js';
import { placeholders } from '../../database/database.js';
import { type ComparedContent, type ContentChange, contentChanges } from '../../domain/draft/content-changes.js';
import type { MappingResult } from '../../domain/draft/mapping-result.js';
import { readNotes } from './bill-content.js';

/** Reads the content of these bills in the transaction that overwrites it. A bill that was never mapped is absent. */
export async function formerContent(tx: EntityManager, ids: readonly string[]): Promise<Map<string, ComparedContent>> {
  if (ids.length === 0) return new Map();
  const rows: { bill_id: string; notes: string }[] = await tx.query(
    `SELECT bill_id, notes FROM bill_content WHERE bill_id IN (${placeholders(ids)})`,
    [...ids],
  );
  return new Map(
    rows.flatMap(({ bill_id, notes }) => {
      const read = readNotes(notes);
      return read ? [[bill_id, { fields: read.fields, total: read.facts.total }] as const] : [];
    }),
  );
}

/** Returns what a mapping changed, for its line in the audit log; nothing if the content is the same, or was mapped for the first time. */
export function changedSince(
  former: ComparedContent | undefined,
  { fields, facts, target }: MappingResult,
): { changed?: { changes: ContentChange[]; more: number } } {
  if (!former) return {};
  const changed = contentChanges(former, { fields, total: facts.total }, formNamed(target));
  return changed.changes.length === 0 ? {} : { changed };
}
