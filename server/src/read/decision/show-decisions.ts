import {
  DECISION_KINDS,
  type Decision,
  type DecisionKind,
  type DecisionQuery,
  type Decisions,
  OPEN_DECISIONS,
} from '@dingdee/shared/decision';
import { fromFen } from '@dingdee/shared/money';
import { OVERSEERS } from '@dingdee/shared/routes/who';
import { Injectable } from '@nestjs/common';
import { BillHistory } from '../../bill/history/bill-history.js';
import { readFen, readInt } from '../../database/columns.js';
import { Database, placeholders } from '../../database/database.js';
import { holding, searchable, typedWord } from '../../database/typed-words.js';
import type { Actor } from '../../domain/actor.js';
import { dayStart } from '../../domain/beijing-time.js';
import { maskText } from '../../domain/bill/account-mask.js';
import { type DecisionDetail, decisionWords, readDecision } from './decision-words.js';

type Row = Record<string, unknown>;
interface Condition {
  sql: string;
  values: readonly string[];
}

const DAY_MS = 86_400_000;
/** Shows changes of mapping tables only for the table that says who pays. */
const WHO_PAYS: Condition = {
  sql: `a.action NOT IN ('set-mapping-rows', 'remove-mapping-row') OR a.subject_id = 'payOrg'`,
  values: [],
};
const KNOWN_BILL: Condition = { sql: `a.subject_kind <> 'bill' OR b.id IS NOT NULL`, values: [] };
/** Most characters of a decision's subject: a name and all roles twice are shorter. */
const ABOUT_MAX = 300;

/** Kinds that once had no action of their own: such older rows are listed in earlier_decision. */
const EARLIER = ['alone', 'first-roles', 'left'] as const satisfies readonly DecisionKind[];

/** Shows decisions of people that a later reader will ask about, newest first. */
@Injectable()
export class ShowDecisions {
  constructor(
    private readonly db: Database,
    private readonly history: BillHistory,
  ) {}

  async page(query: DecisionQuery, actor: Actor): Promise<Decisions> {
    const kinds = kindsFor(actor);
    const wanted = query.kind === undefined ? kinds : kinds.filter((kind) => kind === query.kind);
    const conditions = [oneOf(wanted, await this.earlier()), KNOWN_BILL, WHO_PAYS, ...narrowed(query)];
    const rows =
      wanted.length === 0
        ? []
        : await this.db.query<Row>(
            `SELECT a.seq, a.at, a.actor, a.action, a.subject_kind, a.subject_id, a.to_state, a.detail, s.name AS scheme_name, m.business_id AS amendment_no, b.id, b.payee, b.base_fen, b.business_id
               FROM audit a LEFT JOIN bill b ON a.subject_kind = 'bill' AND b.id = a.subject_id
               LEFT JOIN amendment m ON a.subject_kind = 'approval' AND m.approval_id = a.subject_id
               LEFT JOIN scheme s ON a.subject_kind = 'scheme' AND s.id = a.subject_id
              WHERE ${conditions.map(({ sql }) => `(${sql})`).join(' AND ')}
              ORDER BY a.seq DESC LIMIT ${Math.trunc(query.limit) + 1}`,
            conditions.flatMap(({ values }) => [...values]),
          );
    const shown = rows.slice(0, query.limit).map((row) => ({ row, said: readDecision(row.detail, row.to_state) }));
    const names = await this.history.names(
      shown.flatMap(({ row, said }) => [String(row.actor), String(row.subject_id), said.askedBy ?? '']),
    );
    const last = shown.at(-1);
    return {
      items: shown.map(({ row, said }) => toDecision(row, said, names)),
      next: rows.length > query.limit && last ? String(readInt(last.row.seq)) : null,
      kinds,
    };
  }

  /** Returns those of these kinds that have older rows: without any, each kind is one range of an index. */
  private async earlier(): Promise<DecisionKind[]> {
    const found = await Promise.all(
      EARLIER.map((kind) => this.db.query('SELECT seq FROM earlier_decision WHERE kind = ? LIMIT 1', [kind])),
    );
    return EARLIER.filter((_, index) => (found[index]?.length ?? 0) > 0);
  }
}

/** Returns the kinds that this person may see: overseers see all; others only decisions about payments and about who may pay. */
function kindsFor({ roles }: Actor): DecisionKind[] {
  const all = Object.keys(DECISION_KINDS) as DecisionKind[];
  return OVERSEERS.some((role) => roles.includes(role)) ? all : all.filter((kind) => kind in OPEN_DECISIONS);
}

function oneOf(kinds: readonly DecisionKind[], earlier: readonly DecisionKind[]): Condition {
  const before = kinds.filter((kind) => earlier.includes(kind));
  const all: Condition[] = [{ sql: `a.action IN (${placeholders(kinds)})`, values: kinds }];
  if (before.length > 0)
    all.push({
      sql: `a.seq IN (SELECT e.seq FROM earlier_decision e WHERE e.kind IN (${placeholders(before)}))`,
      values: before,
    });
  const sql = all.map((each) => `(${each.sql})`).join(' OR ');
  // Older rows about a person who left were logged as changed roles, so they are excluded from those.
  const but =
    kinds.includes('set-roles') && !kinds.includes('left') && earlier.includes('left')
      ? ` AND a.seq NOT IN (SELECT e.seq FROM earlier_decision e WHERE e.kind = 'left')`
      : '';
  return { sql: `(${sql})${but}`, values: all.flatMap(({ values }) => [...values]) };
}

function* narrowed({ who, from, to, cursor }: DecisionQuery): Generator<Condition> {
  if (cursor !== undefined) yield { sql: `a.seq < ${Math.trunc(Number(cursor))}`, values: [] };
  // An underscore or a percent sign in the search is literal.
  if (who !== undefined)
    yield {
      sql: `a.actor IN (SELECT user_id FROM member WHERE ${searchable('name')} LIKE ? ESCAPE '!')`,
      values: [holding(typedWord(who))],
    };
  if (from !== undefined) yield { sql: `a.at >= ${dayStart(from)}`, values: [] };
  if (to !== undefined) yield { sql: `a.at < ${dayStart(to) + DAY_MS}`, values: [] };
}

/** Returns the kind of a row by its action; for older rows by their detail. */
function kindOf(action: string, said: DecisionDetail): DecisionKind {
  if (action === 'log-in') return 'first-roles';
  if (action === 'approve' || action === 'push-confirmed') return 'alone';
  if (action === 'set-roles' && said.left === true) return 'left';
  return action as DecisionKind;
}

/** Returns the name of the subject of the decision. */
function subjectOf(row: Row, said: DecisionDetail, names: (userId: string) => string): string {
  const id = String(row.subject_id);
  if (row.subject_kind === 'scheme') return row.scheme_name == null ? (said.name ?? id) : String(row.scheme_name);
  if (row.subject_kind === 'approval') return row.amendment_no == null ? id : String(row.amendment_no);
  return row.subject_kind === 'organisation' ? `付款组织 ${id}` : (said.name ?? names(id));
}

function toDecision(row: Row, said: DecisionDetail, names: (userId: string) => string): Decision {
  const action = String(row.action);
  const about = decisionWords(action, said, subjectOf(row, said, names));
  return {
    seq: readInt(row.seq),
    at: Number(row.at),
    by: names(String(row.actor)),
    kind: kindOf(action, said),
    reason: maskText(
      said.reason ?? said.note ?? (said.accepted?.length ? `知道并照样启用：${said.accepted.join('；')}` : ''),
    ),
    about: about === null ? null : maskText(about.slice(0, ABOUT_MAX)),
    askedBy: said.askedBy === undefined ? null : names(said.askedBy),
    askedReason: said.asked === undefined ? null : maskText(said.asked),
    bill:
      row.id == null
        ? null
        : {
            id: String(row.id),
            payee: maskText(String(row.payee)),
            amount: row.base_fen == null ? null : fromFen(readFen(row.base_fen)),
            businessId: String(row.business_id),
          },
  };
}
