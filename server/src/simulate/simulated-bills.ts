import { Injectable } from '@nestjs/common';
import * as z from 'zod/mini';
import { readInt } from '../database/columns.js';
import { Database, placeholders } from '../database/database.js';
import { beijingDate } from '../domain/beijing-time.js';
import { BillsToMap, type BillToMap, isUnseen } from '../mapping/run/bills-to-map.js';
import type { StoredBill } from './simulate-one.js';

/** Approvals of one form that finished between two times: `from` inclusive, `until` exclusive; Unix ms. */
export interface Period {
  processCode: string;
  from: number;
  until: number;
}

/** A bill with the citations of its last mapping. */
export interface CitedBill extends StoredBill {
  id: string;
  /** Nobody has approved the bill, so changes of the form stop it. */
  unseen: boolean;
  /** Its original is archived: there is nothing to map. */
  archived: boolean;
  /** Its citations cannot be read, or are gone. */
  unreadable?: boolean;
  schemeId: string;
  schemeVersion: number;
  /** Table code → revision. */
  tables: Readonly<Record<string, number>>;
}

interface ContentRow {
  bill_id: string;
  draft: string | null;
  provenance: string;
  citations: string;
  hash: string | null;
  updated_at: unknown;
}

const citations = z.object({
  schemeId: z.string(),
  schemeVersion: z.int(),
  tables: z.record(z.string(), z.int()),
  locks: z.record(z.string(), z.string()),
  lockedOn: z.optional(z.record(z.string(), z.string())),
  closed: z.optional(z.record(z.string(), z.string())),
  day: z.optional(z.string()),
  longest: z.optional(z.record(z.string(), z.int())),
});

/** Reads the citations; null if they are unreadable. */
function citedIn(row: ContentRow): z.infer<typeof citations> | null {
  try {
    return citations.parse(JSON.parse(row.citations));
  } catch {
    return null;
  }
}
/** The tables it was mapped with are unknown: the run lists this bill as unproven and goes on. */
const UNREADABLE = {
  draft: null,
  provenance: '',
  hash: null,
  unseen: false,
  archived: false,
  schemeVersion: 0,
  tables: {},
  unreadable: true,
} as const;

/** Excludes bills that are paid in another way, or replaced by another version of the approval; they are on no side of the sums. */
const OF_PERIOD = `b.scheme_id IN (SELECT s.id FROM scheme s WHERE s.process_code = ?) AND b.finished_at >= ? AND b.finished_at < ?
  AND b.state_kind NOT IN ('superseded', 'excluded', 'handled-outside', 'no-payment')`;
const MAPPED = 'EXISTS (SELECT 1 FROM bill_content c WHERE c.bill_id = b.id)';

/** Loads the bills of a past period with their citations, a few megabytes at a time. */
@Injectable()
export class SimulatedBills {
  constructor(
    private readonly db: Database,
    private readonly bills: BillsToMap,
  ) {}

  /** @returns the number of mapped and of unmapped bills. */
  async count({ processCode, from, until }: Period): Promise<{ mapped: number; unmapped: number }> {
    const [row] = await this.db.query<{ n: unknown; mapped: unknown }>(
      `SELECT COUNT(*) AS n, SUM(CASE WHEN ${MAPPED} THEN 1 ELSE 0 END) AS mapped FROM bill b WHERE ${OF_PERIOD}`,
      [processCode, from, until],
    );
    const mapped = readInt(row?.mapped);
    return { mapped, unmapped: readInt(row?.n) - mapped };
  }

  async *groups({ processCode, from, until }: Period): AsyncGenerator<CitedBill[]> {
    for await (const ids of this.bills.where(`${OF_PERIOD} AND ${MAPPED}`, [processCode, from, until]))
      for await (const group of this.bills.groups(ids)) yield await this.cited(group);
  }

  /** Reads one bill again; null if it is gone. */
  async again(id: string): Promise<CitedBill | null> {
    const [bill] = await this.cited(await this.bills.load([id]));
    return bill ?? null;
  }

  private async cited(group: readonly BillToMap[]): Promise<CitedBill[]> {
    if (group.length === 0) return [];
    const ids = group.map(({ ref }) => ref.id);
    const rows = await this.db.query<ContentRow>(
      `SELECT c.bill_id, c.draft, c.provenance, c.citations, c.updated_at, b.content_hash AS hash FROM bill_content c JOIN bill b ON b.id = c.bill_id
       WHERE c.bill_id IN (${placeholders(ids)})`,
      ids,
    );
    const contents = new Map(rows.map((row) => [row.bill_id, row]));
    return group.flatMap((bill): CitedBill[] => {
      const row = contents.get(bill.ref.id);
      if (!row) return [];
      const cited = citedIn(row);
      if (cited === null)
        return [
          { ...UNREADABLE, id: bill.ref.id, snapshot: { ...bill, locks: {}, lockedOn: {} }, schemeId: bill.schemeId },
        ];
      const { schemeId, schemeVersion, tables, locks, lockedOn = {}, closed = {} } = cited;
      const { draft, provenance, hash } = row;
      const day = cited.day ?? beijingDate(readInt(row.updated_at));
      return [
        {
          id: bill.ref.id,
          // Locks, known closed periods and day of the last mapping.
          snapshot: { ...bill, locks, lockedOn, closed: new Map(Object.entries(closed)), day },
          draft,
          provenance,
          hash,
          unseen: isUnseen(bill),
          archived: bill.raw.text === '',
          schemeId,
          schemeVersion,
          tables,
          longest: cited.longest,
        },
      ];
    });
  }
}
