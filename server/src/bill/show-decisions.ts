import type { Decision, Decisions } from '@dingdee/shared/decision';
import { DECISION_KINDS } from '@dingdee/shared/decision';
import { fromFen } from '@dingdee/shared/money';
import { Injectable } from '@nestjs/common';
import * as z from 'zod/mini';
import { readFen, readInt } from '../database/columns.js';
import { Database, placeholders } from '../database/database.js';
import { maskText } from './account-mask.js';
import { BillHistory } from './bill-history.js';

type Row = Record<string, unknown>;
const detail = z.object({
  reason: z.optional(z.string()),
  askedBy: z.optional(z.string()),
  asked: z.optional(z.string()),
});

/** What people decided about payments that a later reader will ask about, newest first. */
@Injectable()
export class ShowDecisions {
  constructor(
    private readonly db: Database,
    private readonly history: BillHistory,
  ) {}

  /** @param before position of the last one seen; null for the newest. */
  async page(before: number | null, limit: number): Promise<Decisions> {
    const kinds = Object.keys(DECISION_KINDS);
    const rows = await this.db.query<Row>(
      `SELECT a.seq, a.at, a.actor, a.action, a.detail, b.id, b.payee, b.base_fen, b.business_id, b.state_kind FROM audit a JOIN bill b ON b.id = a.subject_id
       WHERE a.subject_kind = 'bill' AND a.action IN (${placeholders(kinds)})${before === null ? '' : ' AND a.seq < ?'} ORDER BY a.seq DESC LIMIT ${Math.trunc(limit) + 1}`,
      [...kinds, ...(before === null ? [] : [before])],
    );
    const shown = rows.slice(0, limit).map((row) => ({ row, said: readDetail(row.detail) }));
    const names = await this.history.names(shown.flatMap(({ row, said }) => [String(row.actor), said.askedBy ?? '']));
    const items = shown.map(
      ({ row, said }): Decision => ({
        at: Number(row.at),
        by: names(String(row.actor)),
        kind: row.action as Decision['kind'],
        reason: maskText(said.reason ?? ''),
        askedBy: said.askedBy === undefined ? null : names(said.askedBy),
        askedReason: said.asked === undefined ? null : maskText(said.asked),
        bill: {
          id: String(row.id),
          payee: maskText(String(row.payee)),
          amount: row.base_fen == null ? null : fromFen(readFen(row.base_fen)),
          businessId: String(row.business_id),
        },
      }),
    );
    const last = shown.at(-1);
    return { items, next: rows.length > limit && last ? String(readInt(last.row.seq)) : null };
  }
}

function readDetail(text: unknown): z.infer<typeof detail> {
  const read = text == null ? null : detail.safeParse(JSON.parse(String(text)));
  return read?.success ? read.data : {};
}
