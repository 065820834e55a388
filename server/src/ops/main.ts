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
import type { Finding } from './finding.js';
import { verifyBills, verifySums } from './verify-bills.js';
import { ourMarks, verifyHeld, verifyUnknown } from './verify-kingdee.js';
import { verifyReceipts } from './verify-receipts.js';

/** npm run ops -- verify: reads a live database and Kingdee, changes nothing. Exit code 1 when something does not hold. */
async function verify(): Promise<boolean> {
  const settings = readSettings(process.env);
  const source = await openDataSource(dataSourceOptions(settings.DATABASE_URL, 'read'));
  const db = new Database(source, source);
  const kingdee = new K3CloudClient(settings, new KingdeeHealth(), new OwnSlots(1));
  const findings: Finding[] = [];
  try {
    const collected = await verifySums(db, findings);
    const marks = await ourMarks(db);
    let asked = 0;
    for await (const page of verifyBills(db, findings)) {
      await verifyHeld(kingdee, page, marks, findings);
      asked += page.length;
    }
    const foreign = await verifyUnknown(db, kingdee, marks, findings);
    await verifyReceipts(db, findings);
    const audit = await verifyAudit(db);
    for (const seq of audit.broken) findings.push({ rule: '审计记录被改动过', subject: `第 ${seq} 条` });
    if (audit.tail !== null) process.stdout.write(`· 审计第 ${audit.tail.from} 条到第 ${audit.tail.to} 条还没有封存\n`);
    if (foreign > 0) process.stdout.write(`· 金蝶里另有 ${foreign} 张付款单带着别的第三方编号，这里没有对应的审批\n`);
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
