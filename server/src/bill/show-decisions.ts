import type { Decision, Decisions } from '@dingdee/shared/decision';
import { DECISION_KINDS } from '@dingdee/shared/decision';
import { fromFen } from '@dingdee/shared/money';
import { ROLE_WORDS, ROLES, type Role, role } from '@dingdee/shared/session';
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
  /** Of a change of roles: whose, and what they held. Of a scheme: its new name, and whether it runs. */
  name: z.optional(z.string()),
  before: z.optional(z.array(role)),
  after: z.optional(z.array(role)),
  enabled: z.optional(z.boolean()),
  /** What was missing and let pass, in words, when a scheme was enabled. */
  accepted: z.optional(z.nullable(z.array(z.string()))),
});
type Said = z.infer<typeof detail>;
/** A person's name and all of their roles, twice: longer than any real one. */
const ABOUT_MAX = 300;

/** What people decided about payments, and about who may pay what, that a later reader will ask about, newest first. */
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
      `SELECT a.seq, a.at, a.actor, a.action, a.detail, a.subject_kind, a.subject_id, s.name AS scheme_name,
              b.id, b.payee, b.base_fen, b.business_id FROM audit a
         LEFT JOIN bill b ON a.subject_kind = 'bill' AND b.id = a.subject_id
         LEFT JOIN scheme s ON a.subject_kind = 'scheme' AND s.id = a.subject_id
        WHERE (a.subject_kind <> 'bill' OR b.id IS NOT NULL) AND a.action IN (${placeholders(kinds)})${before === null ? '' : ' AND a.seq < ?'} ORDER BY a.seq DESC LIMIT ${Math.trunc(limit) + 1}`,
      [...kinds, ...(before === null ? [] : [before])],
    );
    const shown = rows.slice(0, limit).map((row) => ({ row, said: readDetail(row.detail) }));
    const names = await this.history.names(shown.flatMap(({ row, said }) => [String(row.actor), said.askedBy ?? '']));
    const items = shown.map(
      ({ row, said }): Decision => ({
        at: Number(row.at),
        by: names(String(row.actor)),
        kind: row.action as Decision['kind'],
        reason: maskText(said.reason ?? (said.accepted?.length ? `知道并照样启用：${said.accepted.join('；')}` : '')),
        askedBy: said.askedBy === undefined ? null : names(said.askedBy),
        askedReason: said.asked === undefined ? null : maskText(said.asked),
        about: row.id == null ? aboutOf(row, said) : null,
        bill:
          row.id == null
            ? null
            : {
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

/** "钱思远：映射维护 → 审核、推送", "费用报销，停用", "付款组织 101". */
function aboutOf(row: Row, { name, before, after, enabled }: Said): string {
  const words = (roles: readonly Role[]) =>
    ROLES.filter((each) => roles.includes(each))
      .map((each) => ROLE_WORDS[each])
      .join('、') || '没有权限';
  const id = String(row.subject_id);
  const said =
    row.subject_kind === 'member'
      ? `${name ?? id}：${words(before ?? [])} → ${words(after ?? [])}`
      : row.subject_kind === 'scheme'
        ? `${row.scheme_name ?? name ?? id}${enabled === undefined ? '' : enabled ? '，启用' : '，停用'}`
        : `付款组织 ${id}`;
  return maskText(said.slice(0, ABOUT_MAX));
}

function readDetail(text: unknown): Said {
  const read = text == null ? null : detail.safeParse(JSON.parse(String(text)));
  return read?.success ? read.data : {};
}
