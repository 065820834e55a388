import type { RevealAccount as Revealed } from '@dingdee/shared/bill';
import { Injectable } from '@nestjs/common';
import { lockMember } from '../../access/member/members.js';
import { AuditLog } from '../../audit/audit-log.js';
import { PAYMENT_FORM } from '../../connectors/forms/payment-form.js';
import { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { findAccount } from '../../domain/bill/account-mask.js';
import { BillRefusedError } from '../../domain/bill/bill.errors.js';
import { type ContentRow, readContent, type StoredContent } from '../ledger/bill-content.js';

/** Most accounts that one person may reveal in an hour: checking doubtful payees takes a few, and nobody needs all of them. */
export const MOST_REVEALS = 30;
const WINDOW_MS = 3_600_000;

/** Reveals the full account number of a bill（显示完整账号）: the only answer that contains one, and it is logged first. */
@Injectable()
export class RevealAccount {
  constructor(
    private readonly db: Database,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Returns the accounts. The limit is counted by the audit log, so that neither a restart nor a second process resets it.
   * @returns the numbers as they are sent, without blanks; several different accounts of one bill joined by "、". @throws BillRefusedError if there is none.
   */
  async reveal(id: string, actor: Actor): Promise<Revealed> {
    return this.db.inTransaction(async (tx) => {
      // The lock makes concurrent requests of one person wait for each other, so that each is counted.
      await lockMember(tx, actor.userId);
      const lately: { at: unknown }[] = await tx.query(
        `SELECT at FROM audit WHERE action = 'reveal-account' AND actor = ? AND at > ? ORDER BY seq DESC LIMIT ${MOST_REVEALS}`,
        [actor.userId, Date.now() - WINDOW_MS],
      );
      if (lately.length >= MOST_REVEALS) throw tooMany(Number(lately.at(-1)?.at));
      const [row]: ContentRow[] = await tx.query(
        'SELECT draft, provenance, issues, citations, notes FROM bill_content WHERE bill_id = ?',
        [id],
      );
      const accounts = row ? accountsOf(readContent(row)) : [];
      if (accounts.length === 0)
        throw new BillRefusedError('bill/no-account', '这张单据上没有收款账号。打开审批原文核对。');
      await this.audit.append(tx, actor, [
        {
          action: 'reveal-account',
          subjectKind: 'bill',
          subjectId: id,
          detail: { tails: accounts.map((account) => account.slice(-4)) },
        },
      ]);
      return { account: accounts.join('、') };
    });
  }
}

/** Returns the payee's accounts: as mapped, else as they are on the approval. */
function accountsOf({ notes }: StoredContent): string[] {
  const mapped = notes.fields.rows.flatMap(({ fields }) => fields[PAYMENT_FORM.row.account] ?? []);
  const texts = mapped.length > 0 ? mapped : notes.others.filter(({ account }) => account).map(({ text }) => text);
  return [...new Set(texts.flatMap((text) => findAccount(text) ?? []))];
}

/** @param first when the oldest of them was shown, in Unix ms. */
function tooMany(first: number): BillRefusedError {
  const minutes = Math.max(1, Math.ceil((first + WINDOW_MS - Date.now()) / 60_000));
  return new BillRefusedError(
    'bill/too-many-reveals',
    `一小时内最多看 ${MOST_REVEALS} 个完整收款账号，你已经看满，每一次都记在审计里。请 ${minutes} 分钟后再看，或打开审批原文核对。`,
  );
}
