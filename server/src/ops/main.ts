import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { verifyAudit } from '../audit/verify-audit.js';
import { readSettings, SettingsError } from '../config/settings.js';
import { dataSourceOptions, openDataSource } from '../database/data-source.js';
import { Database } from '../database/database.js';
import { OwnSlots } from '../kingdee/call-slots.js';
import { K3CloudClient } from '../kingdee/k3cloud.client.js';
import { KingdeeUnavailableError } from '../kingdee/kingdee.client.js';
import { KingdeeHealth } from '../kingdee/kingdee-health.js';
import { type Finding, verifyBills, verifyReceipts, verifySums } from './verify-bills.js';

/** npm run ops -- verify: reads a live database and Kingdee, changes nothing. Exit code 1 when something does not hold. */
const KEYS_PER_QUESTION = 50;

async function verify(): Promise<boolean> {
  const settings = readSettings(process.env);
  const source = await openDataSource(dataSourceOptions(settings.DATABASE_URL, 'read'));
  const db = new Database(source, source);
  const kingdee = new K3CloudClient(settings, new KingdeeHealth(), new OwnSlots(1));
  const findings: Finding[] = [];
  const notes: string[] = [];
  try {
    const collected = await verifySums(db, findings);
    let asked = 0;
    for await (const page of verifyBills(db, findings))
      for (let start = 0; start < page.length; start += KEYS_PER_QUESTION) {
        const part = page.slice(start, start + KEYS_PER_QUESTION);
        const keys = part.map((row) => ({
          billNo: row.bill_no,
          thirdBillNo: row.part === '' ? row.process_instance_id : `${row.process_instance_id}~${row.part.slice(0, 6)}`,
        }));
        const found = await kingdee.find(keys);
        asked += part.length;
        for (const row of part) {
          const stored = found.get(row.bill_no) ?? [];
          if (stored.length > 1) findings.push({ rule: '金蝶里有两张单据带同一个编号', subject: row.bill_no });
          const booked = row.state_kind === 'booked' || row.state_kind === 'written-back';
          if (booked && stored.length === 0) findings.push({ rule: '已入账，但金蝶里查不到', subject: row.bill_no });
          if (row.reached === 'none' && stored.length > 0 && !['pushing', 'in-doubt'].includes(row.state_kind))
            findings.push({
              rule: '金蝶里已有这张单据，而这里以为没有（推送时会先核对，不会重复）',
              subject: row.bill_no,
            });
        }
      }
    await verifyReceipts(db, findings);
    const audit = await verifyAudit(db);
    for (const seq of audit.broken) findings.push({ rule: '审计记录被改动过', subject: `第 ${seq} 条` });
    for (const note of notes) process.stdout.write(`· ${note}\n`);
    for (const { rule, subject } of findings) process.stdout.write(`✗ ${rule}：${subject}\n`);
    process.stdout.write(
      `单据 ${collected} 张，在金蝶核对 ${asked} 张；审计 ${audit.sealed} 条已封存，${audit.unsealed} 条等待封存；不符 ${findings.length} 处。\n`,
    );
    return findings.length === 0;
  } finally {
    kingdee.onApplicationShutdown();
    await source.destroy();
  }
}

try {
  if (existsSync('.env')) process.loadEnvFile();
  if (process.argv[2] !== 'verify') throw new SettingsError('用法：npm run ops -- verify');
  process.exitCode = (await verify()) ? 0 : 1;
} catch (error) {
  const known = error instanceof SettingsError || error instanceof KingdeeUnavailableError;
  process.stderr.write(`${known ? error.message : `无法核对：${String(error)}`}\n`);
  process.exitCode = 1;
}
