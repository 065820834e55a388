import type { AuditLog } from '../audit/audit-log.js';
import type { Database } from '../database/database.js';
import { beijingClock } from '../domain/beijing-time.js';
import { maskText } from '../domain/bill/account-mask.js';
import { LiveEvents } from '../event-log/live-events.js';
import { LedgerHolds, type OpenHold } from '../hold/ledger-holds.js';
import { operator } from './operator.js';
import { subjectText } from './terminal.js';

interface Outcome {
  ok: boolean;
  line: string | readonly string[];
}

const holdsOf = (db: Database, audit: AuditLog): LedgerHolds => new LedgerHolds(db, audit, new LiveEvents());

/** npm run ops -- hold [why]: every process stops at its next claim; a call that was already sent is finished. */
export async function holdAll(db: Database, audit: AuditLog, why: string): Promise<Outcome> {
  const reason = why.trim() === '' ? '运维命令，没有写原因' : why.trim().slice(0, 300);
  const news = await db.inTransaction((tx) => holdsOf(db, audit).begin(tx, 'by-hand', { reason }, operator()));
  return {
    ok: true,
    line: news
      ? '推送、回写和定时采集已全部暂停。正在发的一次调用会做完，不会再发下一次。放行：管理员在页面上，或 npm run ops -- release（先列出原因，再照着写）。'
      : '早已全部暂停，没有改动。',
  };
}

/**
 * npm run ops -- release [--id <id> …]: releases the holds as an administrator does on the page, after a look. Without ids it lists the open
 * holds and changes nothing; every open hold must be named, so that a cause that came since the list was read is not released unseen.
 */
export async function releaseAll(db: Database, audit: AuditLog, args: readonly string[]): Promise<Outcome> {
  const holds = holdsOf(db, audit);
  const ids = args.filter((arg) => arg !== ID);
  return db.inTransaction(async (tx) => {
    const open = await holds.open(tx);
    if (open.length === 0) return { ok: false, line: '现在没有暂停，没有改动。' };
    const listed = open.map(holdLine);
    const command = `npm run ops -- release ${open.map(({ id }) => `${ID} ${id}`).join(' ')}`;
    if (ids.length === 0)
      return { ok: false, line: [`有 ${open.length} 个暂停，没有放行：`, ...listed, `逐条看过，再运行 ${command}`] };
    const known = new Set(open.map(({ id }) => id));
    if (ids.some((id) => !known.has(id)) || open.some(({ id }) => !ids.includes(id)))
      return {
        ok: false,
        line: ['写的和现在的暂停对不上，没有放行。现在是：', ...listed, `逐条看过，再运行 ${command}`],
      };
    const back = await holds.release(tx, ids, operator());
    return {
      ok: true,
      line: [...listed, `已放行。${back} 笔推送中或存疑的单据要由人重新确认，不会自己发出。`],
    };
  });
}

const ID = '--id';

/** Returns a hold with its cause, its id, and since when. */
function holdLine(hold: OpenHold): string {
  return `· ${hold.id}　${causeOf(hold)}，从 ${beijingClock(hold.since).slice(0, 16).replace('T', ' ')} 起`;
}

function causeOf({ cause, detail, by }: OpenHold): string {
  if (cause === 'by-hand') return `${subjectText(by)} 暂停，原因 ${subjectText(maskText(detail.reason ?? ''))}`;
  if (cause === 'lost') return '恢复标记不在了，认不出库是不是旧的备份';
  return `库比恢复标记旧：标记记到审计第 ${detail.marker?.seq ?? '?'} 条，库里到第 ${detail.head?.seq ?? 0} 条或内容不同`;
}
