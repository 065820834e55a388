import { schemeContent } from '@dingdee/shared/scheme';
import { Injectable } from '@nestjs/common';
import * as z from 'zod/mini';
import { parseApproval } from '../../connectors/dingtalk/form/parse-approval.js';
import { formNamed } from '../../connectors/forms/payment-form.js';
import { Database } from '../../database/database.js';
import { citedWhy, type RelatedApproval, type RelatedApprovals } from '../../domain/approval/related-approval.js';
import { citedLimits, withOwnFields } from '../../domain/draft/own-fields.js';
import { saysTheSame, writeProvenance } from '../../domain/draft/provenance-text.js';
import { NO_BASE_DATA } from '../../domain/draft/usable-base-data.js';
import { mapApproval } from '../../engine/map-approval.js';
import { SchemeStore } from '../../scheme/version/scheme-store.js';
import { BillsToMap } from '../run/bills-to-map.js';
import { SnapshotArchivedError } from '../run/mapping.errors.js';
import { MappingBooks } from '../run/mapping-books.js';

const citations = z.object({
  schemeId: z.string(),
  schemeVersion: z.int(),
  tables: z.record(z.string(), z.int()),
  locks: z.record(z.string(), z.string()),
  lockedOn: z.optional(z.record(z.string(), z.string())),
  closed: z.optional(z.record(z.string(), z.string())),
  day: z.optional(z.string()),
  related: z.optional(z.record(z.string(), z.string())),
  longest: z.optional(z.record(z.string(), z.int())),
});

/** The stored and the recomputed texts, which must be equal. */
export interface Reproduction {
  stored: { payload: string | null; provenance: string; hash: string | null };
  again: { payload: string | null; provenance: string; hash: string | null };
  /**
   * Whether the recomputed payload, provenance and hash equal the stored ones, byte for byte (provenance that was stored in words: word
   * for word). A bill that was blocked has no payload to compare.
   */
  equal: boolean;
}

/** Runs the engine again on a bill's snapshot with the versions that the bill cites (product.md §4). */
@Injectable()
export class ReproduceBill {
  constructor(
    private readonly db: Database,
    private readonly bills: BillsToMap,
    private readonly books: MappingBooks,
    private readonly schemes: SchemeStore,
  ) {}

  /** @returns null for a bill without mapped content, or whose approval could not be read. @throws SnapshotArchivedError, BillRefusedError */
  async run(billId: string): Promise<Reproduction | null> {
    const [row] = await this.db.query<
      Record<'draft' | 'hash', string | null> & Record<'provenance' | 'citations', string>
    >(
      `SELECT c.draft, c.provenance, c.citations, b.content_hash AS hash FROM bill_content c JOIN bill b ON b.id = c.bill_id
       WHERE c.bill_id = ?`,
      [billId],
    );
    const bill = await this.bills.one(billId);
    if (!row || !bill || row.provenance === '{}') return null;
    if (bill.raw.text === '') throw new SnapshotArchivedError();
    const cited = citations.parse(JSON.parse(row.citations));
    const { content, form } = await this.schemes.version(cited.schemeId, cited.schemeVersion);
    const result = mapApproval({
      instance: parseApproval(bill.raw),
      originatorName: bill.originatorName,
      // Parsed again, as after a restart.
      scheme: {
        id: cited.schemeId,
        version: cited.schemeVersion,
        content: schemeContent.parse(structuredClone(content)),
        form,
      },
      target: withOwnFields(formNamed(content.target), content, citedLimits(cited.longest ?? {})),
      book: await this.books.at(cited.tables),
      locks: cited.locks,
      lockedOn: cited.lockedOn ?? {},
      billNo: bill.billNo,
      thirdBillNo: bill.thirdBillNo,
      part: bill.part,
      closed: new Map(Object.entries(cited.closed ?? {})),
      day: cited.day,
      related: await this.related(cited.related ?? {}),
      baseData: NO_BASE_DATA,
    });
    const stored = { payload: row.draft, provenance: row.provenance, hash: row.hash };
    const again = {
      payload: result.draft === null ? null : JSON.stringify(result.draft),
      provenance: writeProvenance(result.provenance),
      hash: result.hash,
    };
    const payloadEqual = stored.payload === null || (stored.payload === again.payload && stored.hash === again.hash);
    return { stored, again, equal: payloadEqual && saysTheSame(stored.provenance, result.provenance) };
  }

  /** @throws SnapshotArchivedError if what was read of a related approval is not in the database any more. */
  private async related(cited: Readonly<Record<string, string>>): Promise<RelatedApprovals> {
    const known = new Map<string, RelatedApproval>();
    for (const [id, how] of Object.entries(cited)) {
      const why = citedWhy(how);
      const one = why === null ? await this.bills.relatedWith(id, how) : { kind: 'none' as const, why };
      if (one === null) throw new SnapshotArchivedError();
      known.set(id, one);
    }
    return known;
  }
}
