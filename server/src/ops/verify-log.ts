import { AuditLog } from '../audit/audit-log.js';
import type { KnownSeal } from '../audit/chain/audit-head.js';
import { sealWords } from '../audit/chain/audit-head.js';
import type { AuditKey } from '../audit/chain/audit-key.js';
import { type AuditFault, type AuditVerdict, verifyAudit } from '../audit/chain/verify-audit.js';
import { hadMarker } from '../audit/marker/had-marker.js';
import type { LedgerMarker } from '../audit/marker/ledger-marker.js';
import { holdsAll } from '../audit/marker/ledger-tail.js';
import type { Database } from '../database/database.js';
import { LiveEvents } from '../event-log/live-events.js';
import { LedgerHolds } from '../hold/ledger-holds.js';
import type { Finding } from './finding.js';
import { verifyApprovers } from './verify-approvers.js';
import { verifyRoles } from './verify-roles.js';
import { verifyRows } from './verify-rows.js';

/** Number of broken rows that are named one by one; if more are broken, a single cause broke them. */
const NAMED = 20;

/**
 * Checks the audit log against its key, its head and the marker, and checks roles, approvals and mapping rows against the log.
 * @returns lines that are not faults, and whether nothing is left unchecked: without its marker nobody can tell that a database is not an old one.
 */
export async function verifyLog(
  db: Database,
  key: AuditKey,
  marker: Pick<LedgerMarker, 'read' | 'file'>,
  findings: Finding[],
): Promise<{ verdict: AuditVerdict; notes: string[]; whole: boolean }> {
  const notes: string[] = [];
  // The marker is read before the database, so that the database already holds all that the marker knows.
  const { known, whole } = await verifyMarker(db, marker, findings, notes);
  const verdict = await verifyAudit(db, key, known);
  const { broken, faults, tail, adopted, head } = verdict;
  for (const fault of faults) findings.push(faultWords(fault));
  for (const seq of broken.slice(0, NAMED)) findings.push({ rule: '审计记录被改动过', subject: `第 ${seq} 条` });
  if (broken.length > NAMED) findings.push({ rule: '审计记录被改动过', subject: `另有 ${broken.length - NAMED} 条` });
  if (tail !== null) notes.push(`· 审计第 ${tail.from} 条到第 ${tail.to} 条还没有封存`);
  if (head !== null && adopted > 0)
    notes.push(
      head.generation === 1
        ? `· 审计到第 ${adopted} 条为止，是有密钥之前写的，按启用时的样子封存`
        : `· 审计第 ${head.generation - 1} 次重新封存时写到第 ${adopted} 条，在那之前的按当时的样子封存`,
    );
  if (head !== null) notes.push(`· 审计封条：${head.sealed} 条，到第 ${head.top} 条，${sealWords(head)}`);
  await verifyRoles(db, findings);
  await verifyApprovers(db, findings);
  await verifyRows(db, findings);
  return { verdict, notes, whole };
}

/**
 * @returns the seal in the marker, null if the marker is missing, unreadable, or from before the last release; `whole` is false if this
 * database has had a marker and it is missing.
 */
async function verifyMarker(
  db: Database,
  marker: Pick<LedgerMarker, 'read' | 'file'>,
  findings: Finding[],
  notes: string[],
): Promise<{ known: KnownSeal | null; whole: boolean }> {
  const mark = await marker.read();
  if (mark === null) {
    const kept = await hadMarker(db);
    notes.push(
      kept
        ? `! 没有找到恢复标记 ${marker.file}，这个库有过标记：是不是放回了旧的备份、审计末尾有没有少，没有核对`
        : `· 没有找到恢复标记 ${marker.file}，没有与库外的记录核对`,
    );
    return { known: null, whole: !kept };
  }
  if (mark === 'unreadable') {
    findings.push({ rule: '恢复标记读不懂', subject: marker.file });
    return { known: null, whole: true };
  }
  const holds = new LedgerHolds(db, new AuditLog(), new LiveEvents());
  if (mark.epoch !== (await holds.epoch()) && (await holds.isPast(mark.epoch))) {
    notes.push('· 恢复标记是放行之前的，没有与它核对；钉蝶运行后会更新');
    return { known: null, whole: true };
  }
  if (!(await holdsAll(db.read, mark)))
    findings.push({ rule: '库比恢复标记旧，或记录被删过', subject: `标记记着审计第 ${mark.seq} 条` });
  return { known: mark.sealed ?? null, whole: true };
}

function faultWords(fault: AuditFault): Finding {
  switch (fault.kind) {
    case 'head-gone':
      return { rule: '审计的封条不见了', subject: '库里没有' };
    case 'head-forged':
      return { rule: '审计的封条被改动过', subject: '与密钥不符' };
    case 'other-key':
      return { rule: '审计是用另一个 APP_SECRET 封存的', subject: '换回原来的再核对，或重新封存' };
    case 'rows-gone':
      return { rule: '审计记录少了', subject: `封过 ${fault.known} 条，连得上的只有 ${fault.found} 条` };
    case 'rows-past-head':
      return { rule: '审计的封条比记录旧', subject: `写着 ${fault.known} 条，连得上的有 ${fault.found} 条` };
    case 'another-chain':
      return { rule: '审计不是原来的那一条链', subject: `到第 ${fault.at} 条时封条不同` };
    case 'begun-twice':
      return { rule: '审计从头封存过不止一次', subject: '启用密钥的记录有两条' };
  }
}
