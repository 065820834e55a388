import { createHash } from 'node:crypto';
import {
  PROPOSAL_STATES,
  type Proposal,
  type Proposals as ProposalList,
  type ProposalWhat,
  proposal,
} from '@dingdee/shared/assistant';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type { TokenScope } from '../../access/role/token-scope.js';
import { clock } from '../../database/clock.js';
import { readInt } from '../../database/columns.js';
import { changedBy, Database } from '../../database/database.js';
import { deleteExpired } from '../../database/expired-rows.js';
import { insertRows } from '../../database/rows.js';
import type { Actor } from '../../domain/actor.js';
import { BillNotFoundError } from '../../domain/bill/bill.errors.js';
import {
  ContentChangedError,
  ProposalClosedError,
  ProposalNotFoundError,
  ProposalOutdatedError,
  TooManyProposalsError,
} from '../assistant.errors.js';
import { AssistantProposalRow } from './assistant-proposal.entity.js';
import { contentMark } from './content-mark.js';

const DAY_MS = 86_400_000;
/** Retention of proposals; accepted ones are also in the audit log. */
const KEPT_MS = 180 * DAY_MS;
const MOST_OPEN_OF_BILL = 5;
const MOST_A_DAY = 200;
const what = proposal.shape.what;

interface Row {
  [column: string]: unknown;
}
const COLUMNS = `p.id, p.bill_id, p.content_hash, p.what, p.why, p.created_at, p.state, p.decided_name, p.decided_at,
 t.name AS token_name, t.tail AS token_tail, t.revoked_at
 FROM assistant_proposal p LEFT JOIN api_token t ON t.id = p.token_id`;

/** A proposal with its bill. */
export interface OpenProposal {
  id: string;
  billId: string;
  what: ProposalWhat;
  why: string;
}

/** Stores assistants' proposals. A proposal is one row here and changes nothing else. */
@Injectable()
export class Proposals {
  constructor(private readonly db: Database) {}

  /**
   * Stores a proposal; the same proposal again returns the same row.
   * @param bill as the assistant saw it. @throws ContentChangedError if the bill has changed since; TooManyProposalsError
   */
  async put(
    bill: { id: string; version: number; contentHash: string },
    proposed: { what: ProposalWhat; why: string },
    token: TokenScope,
  ): Promise<{ id: string; known: boolean }> {
    const now = clock.now();
    await deleteExpired(this.db, 'assistant_proposal', { key: 'id', column: 'created_at' }, now - KEPT_MS);
    const told = JSON.stringify(proposed.what);
    const mark = createHash('sha256')
      .update(
        JSON.stringify([bill.id, bill.contentHash, token.id, told, proposed.what.kind === 'hold' ? proposed.why : '']),
      )
      .digest('hex');
    return this.db.inTransaction(async (tx) => {
      if ((await contentMark(tx, bill.id)) !== bill.contentHash) throw new ContentChangedError();
      const [known]: Row[] = await tx.query('SELECT id FROM assistant_proposal WHERE mark = ?', [mark]);
      if (known) return { id: String(known.id), known: true };
      await this.mustFit(tx, bill, token, now);
      const row = {
        id: uuid(),
        mark,
        bill_id: bill.id,
        bill_version: bill.version,
        content_hash: bill.contentHash,
        kind: proposed.what.kind,
        what: told,
        why: proposed.why,
        token_id: token.id,
        created_at: now,
        state: 'open',
      };
      await insertRows(tx, AssistantProposalRow, [row]);
      return { id: row.id, known: false };
    });
  }

  /** Lists proposals of a bill, the newest first. @throws BillNotFoundError */
  async ofBill(billId: string): Promise<ProposalList> {
    const [bill] = await this.db.query<Row>('SELECT id FROM bill WHERE id = ?', [billId]);
    if (!bill) throw new BillNotFoundError(billId);
    const rows = await this.db.query<Row>(
      `SELECT ${COLUMNS} WHERE p.bill_id = ? ORDER BY p.created_at DESC, p.id DESC`,
      [billId],
    );
    const now = await contentMark(this.db.read, billId);
    return { items: rows.map((row) => toldOf(row, now)) };
  }

  /** @throws ProposalNotFoundError */
  async one(id: string): Promise<Proposal> {
    return this.told(this.db.read, await this.row(this.db.read, id));
  }

  /**
   * Accepts in the caller's transaction; the person is responsible from then on. @throws ProposalNotFoundError, ProposalClosedError,
   * ProposalOutdatedError
   */
  async accept(tx: EntityManager, id: string, by: Actor): Promise<OpenProposal> {
    const row = await this.row(tx, id);
    const { state, what: proposed, why } = await this.told(tx, row);
    if (state === 'outdated') throw new ProposalOutdatedError();
    await this.decide(tx, id, 'accepted', by);
    return { id, billId: String(row.bill_id), what: proposed, why };
  }

  /** @throws ProposalNotFoundError, ProposalClosedError */
  async decline(tx: EntityManager, id: string, by: Actor): Promise<void> {
    await this.row(tx, id);
    await this.decide(tx, id, 'declined', by);
  }

  private async decide(tx: EntityManager, id: string, to: 'accepted' | 'declined', by: Actor): Promise<void> {
    const done = await changedBy(
      tx,
      "UPDATE assistant_proposal SET state = ?, decided_by = ?, decided_name = ?, decided_at = ? WHERE id = ? AND state = 'open'",
      [to, by.userId, by.name.slice(0, 120), clock.now(), id],
    );
    if (done === 0) throw new ProposalClosedError((await this.told(tx, await this.row(tx, id))).decidedBy);
  }

  private async told(reads: EntityManager, row: Row): Promise<Proposal> {
    return toldOf(row, await contentMark(reads, String(row.bill_id)));
  }

  private async row(reads: EntityManager, id: string): Promise<Row> {
    const [row]: Row[] = await reads.query(`SELECT ${COLUMNS} WHERE p.id = ?`, [id]);
    if (!row) throw new ProposalNotFoundError();
    return row;
  }

  /** @throws TooManyProposalsError */
  private async mustFit(
    tx: EntityManager,
    bill: { id: string; contentHash: string },
    token: TokenScope,
    now: number,
  ): Promise<void> {
    const [open]: Row[] = await tx.query(
      "SELECT COUNT(*) AS n FROM assistant_proposal WHERE bill_id = ? AND content_hash = ? AND state = 'open'",
      [bill.id, bill.contentHash],
    );
    if (readInt(open?.n) >= MOST_OPEN_OF_BILL)
      throw new TooManyProposalsError(`这张单据已经有 ${MOST_OPEN_OF_BILL} 条建议等人看，没有再加。等同事处理了再提。`);
    const [own]: Row[] = await tx.query(
      'SELECT COUNT(*) AS n FROM assistant_proposal WHERE token_id = ? AND created_at > ?',
      [token.id, now - DAY_MS],
    );
    if (readInt(own?.n) >= MOST_A_DAY)
      throw new TooManyProposalsError(`这个令牌一天里已经提了 ${MOST_A_DAY} 条建议，没有再加。明天再提。`);
  }
}

/** An open proposal is outdated if the content has changed, or if its token no longer exists or was revoked. */
function toldOf(row: Row, now: string | null): Proposal {
  const stored = PROPOSAL_STATES.find((each) => each === row.state) ?? 'outdated';
  const stands = row.content_hash === now && row.token_name != null && row.revoked_at == null;
  return {
    id: String(row.id),
    state: stored === 'open' && !stands ? 'outdated' : stored,
    what: what.parse(JSON.parse(String(row.what))),
    why: String(row.why),
    token: row.token_name == null ? '' : `${row.token_name} dd_…${row.token_tail}`,
    at: readInt(row.created_at),
    decidedBy: row.decided_name == null ? null : String(row.decided_name),
    decidedAt: row.decided_at == null ? null : readInt(row.decided_at),
  };
}
