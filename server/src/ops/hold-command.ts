import type { AuditLog } from '../audit/audit-log.js';
import type { Database } from '../database/database.js';
import { LiveEvents } from '../event-log/live-events.js';
import { LedgerHolds } from '../hold/ledger-holds.js';
import { operator } from './operator.js';

interface Outcome {
  ok: boolean;
  line: string;
}

const holdsOf = (db: Database, audit: AuditLog): LedgerHolds => new LedgerHolds(db, audit, new LiveEvents());

/** npm run ops -- hold [why]: every process stops at its next claim; a call that was already sent is finished. */
export async function holdAll(db: Database, audit: AuditLog, why: string): Promise<Outcome> {
  const reason = why.trim() === '' ? '运维命令，没有写原因' : why.trim().slice(0, 300);
  const news = await db.inTransaction((tx) => holdsOf(db, audit).begin(tx, 'by-hand', { reason }, operator()));
  return {
    ok: true,
    line: news
      ? '推送、回写和定时采集已全部暂停。正在发的一次调用会做完，不会再发下一次。放行：管理员在页面上，或 npm run ops -- release。'
      : '早已全部暂停，没有改动。',
  };
}

/** npm run ops -- release: releases the hold as an administrator does on the page, after a look. */
export async function releaseAll(db: Database, audit: AuditLog): Promise<Outcome> {
  const holds = holdsOf(db, audit);
  return db.inTransaction(async (tx) => {
    const open = await holds.open(tx);
    if (open.length === 0) return { ok: false, line: '现在没有暂停，没有改动。' };
    const ids = open.map(({ id }) => id);
    const back = await holds.release(tx, ids, operator());
    return { ok: true, line: `已放行。${back} 笔推送中或存疑的单据要由人重新确认，不会自己发出。` };
  });
}
