import { adoptRows } from '../audit/adopt-rows.js';
import type { AuditLog } from '../audit/audit-log.js';
import { AuditSealer } from '../audit/audit-sealer.js';
import { readHead } from '../audit/chain/audit-head.js';
import { AuditKey } from '../audit/chain/audit-key.js';
import type { LedgerMarker } from '../audit/marker/ledger-marker.js';
import type { Settings } from '../config/settings.js';
import { sealEnteredAgain } from '../connection/entered-secrets.js';
import type { Database } from '../database/database.js';
import type { Finding } from './finding.js';
import { operator } from './operator.js';
import { verifyLog } from './verify-log.js';

interface Outcome {
  ok: boolean;
  line: string;
}

/** Number of findings that the audit row of a resealing keeps. */
const KEPT = 50;

/** For a lost former secret, or a head that was forged with another key id. */
const UNVERIFIED = '--unverified';

/**
 * npm run ops -- reseal [--unverified] <why>: seals everything again that APP_SECRET seals: the log, and the secrets that people entered on
 * the page, because the next start would give up those that do not open.
 */
export async function reseal(
  db: Database,
  audit: AuditLog,
  settings: Settings,
  marker: LedgerMarker,
  args: readonly string[],
): Promise<Outcome> {
  const done = await resealLog(db, audit, settings, marker, args);
  const { APP_SECRET_BEFORE: before } = settings;
  if (!done.ok || before === undefined) return done;
  const secrets = await db.inTransaction((tx) => sealEnteredAgain(tx, settings, before));
  return secrets === 0 ? done : { ok: true, line: `${done.line}“连接”页上换过的密钥 ${secrets} 个，也重新加密了。` };
}

/**
 * Seals the whole log again with APP_SECRET, after it was verified with APP_SECRET_BEFORE.
 * The audit row of the resealing keeps the faults that were found.
 */
export async function resealLog(
  db: Database,
  audit: AuditLog,
  settings: Pick<Settings, 'APP_SECRET' | 'APP_SECRET_BEFORE'>,
  marker: LedgerMarker,
  args: readonly string[],
): Promise<Outcome> {
  const unverified = args[0] === UNVERIFIED;
  const reason = args
    .slice(unverified ? 1 : 0)
    .join(' ')
    .trim()
    .slice(0, 300);
  if (reason.length < 2) return { ok: false, line: '用法：npm run ops -- reseal [--unverified] 原因' };
  const [key, before] = [
    new AuditKey(settings.APP_SECRET),
    new AuditKey(settings.APP_SECRET_BEFORE ?? settings.APP_SECRET),
  ];
  const head = await readHead(db.read);
  if (!unverified && head !== null && head.keyId !== before.id && head.keyId !== key.id)
    return {
      ok: false,
      line: '审计是用另一个 APP_SECRET 封存的：请在 APP_SECRET_BEFORE 里写原来的那一个；真的找不回来，用 --unverified，以前的记录就不核对了。没有改动。',
    };
  const findings: Finding[] = [];
  const old = head?.keyId === key.id ? key : before;
  const { verdict } = await verifyLog(db, old, marker, findings);
  const said = {
    reason,
    keyBefore: head?.keyId ?? null,
    key: key.id,
    sealBefore: head === null ? null : { rows: head.sealed, hash: head.hash },
    unsealed: verdict.tail,
    findings: findings.slice(0, KEPT).map(({ rule, subject }) => `${rule}：${subject}`),
    found: findings.length,
  };
  const mark = await marker.read();
  const marked = mark === null || mark === 'unreadable' ? 0 : (mark.sealed?.generation ?? 0);
  const generation = Math.max(head?.generation ?? 0, marked) + 1;
  const done = await db.inTransaction((tx) =>
    adoptRows(tx, key, head, { action: 'resealed', by: operator(), detail: said, generation }, audit),
  );
  if (!done) return { ok: false, line: '有钉蝶正在封存，没有改动。请先停掉全部钉蝶进程。' };
  const rows = await new AuditSealer(db, key, marker).sealAll();
  return {
    ok: true,
    line: `已重新封存 ${rows} 条。之前核对出 ${findings.length} 处不符，已写进审计。`,
  };
}
