import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { Logger } from '@nestjs/common';
import { AuditLog } from '../audit/audit-log.js';
import { AuditKey } from '../audit/chain/audit-key.js';
import { LedgerMarker, markerFile } from '../audit/marker/ledger-marker.js';
import { readSettings, type Settings, SettingsError } from '../config/settings.js';
import { K3CloudClient } from '../connectors/kingdee/k3cloud.client.js';
import { OwnSlots } from '../connectors/kingdee/transport/call-slots.js';
import { KingdeeHealth } from '../connectors/kingdee/transport/kingdee-health.js';
import { KingdeeUnavailableError } from '../connectors/target.js';
import { Database } from '../database/database.js';
import { redactor } from '../http/redact.js';
import { makePrivateFiles } from '../private-files.js';
import { dataSourceOptions, openDataSource } from '../schema/data-source.js';
import { MIGRATIONS } from '../schema/migrations.js';
import { ourMarks } from '../statement/our-marks.js';
import { archive, archiveRestore, archiveVerify } from './archive-command.js';
import { checkUp } from './check-up-command.js';
import type { Finding } from './finding.js';
import { holdAll, releaseAll } from './hold-command.js';
import { otherForms } from './other-forms.js';
import { record } from './record-command.js';
import { resealLog } from './reseal-command.js';
import { complain, hideInComplaints, subjectText, TerminalLog, tell } from './terminal.js';
import { verifyBills, verifySums } from './verify-bills.js';
import { verifyHeld, verifyUnknown } from './verify-kingdee.js';
import { verifyLog } from './verify-log.js';
import { verifyReceipts } from './verify-receipts.js';

/** @throws SettingsError */
function settingsOfTerminal(): Settings {
  const settings = readSettings(process.env);
  hideInComplaints(redactor(settings));
  return settings;
}

/** Exit codes for the program that supervises this command. */
const EXIT = { holds: 0, broken: 1, unknown: 2 } as const;

/** npm run ops -- verify: reads a live database and Kingdee, changes nothing. @returns the exit code. */
async function verify(): Promise<number> {
  const settings = settingsOfTerminal();
  const missing = missingFile(settings.DATABASE_URL);
  if (missing !== null) throw new SettingsError(`找不到数据库文件 ${missing}：请核对 DATABASE_URL。`);
  const source = await openDataSource(dataSourceOptions(settings.DATABASE_URL, 'read'));
  const db = new Database(source, source);
  const kingdee = new K3CloudClient(settings, new KingdeeHealth(), new OwnSlots(1));
  const findings: Finding[] = [];
  try {
    await requireSchema(db);
    const collected = await verifySums(db, findings);
    let marks = await ourMarks(db);
    const asked = new Asked();
    await asked.unlessLost(async () => {
      const others = await otherForms(kingdee, marks);
      for (const note of others.notes) tell(note);
      marks = { ...marks, forms: [...marks.forms, ...others.asked] };
    });
    for await (const page of verifyBills(db, findings))
      await asked.unlessLost(async () => {
        const { gone, others } = await verifyHeld(db, kingdee, page, marks, findings);
        asked.accepted += others;
        asked.gone += gone;
        asked.bills += page.length;
      });
    await asked.unlessLost(async () => {
      asked.foreign = await verifyUnknown(db, kingdee, marks, findings);
    });
    await verifyReceipts(db, findings);
    const { verdict: audit, notes } = await verifyLog(
      db,
      new AuditKey(settings.APP_SECRET),
      markerOf(settings),
      findings,
    );
    for (const note of notes) tell(note);
    asked.tell();
    for (const { rule, subject } of findings) tell(`✗ ${rule}：${subjectText(subject)}`);
    tell(
      `单据 ${collected} 张，在金蝶核对 ${asked.bills} 张；审计 ${audit.sealed} 条已封存，${audit.unsealed} 条等待封存；不符 ${findings.length} 处。`,
    );
    if (findings.length > 0) return EXIT.broken;
    return asked.lost === null ? EXIT.holds : EXIT.unknown;
  } finally {
    kingdee.onApplicationShutdown();
    await source.destroy();
  }
}

/** Runs one command that writes, with or without a running server. */
async function writing(
  command: (db: Database, audit: AuditLog, settings: Settings) => Promise<{ ok: boolean; line: string }>,
): Promise<number> {
  const settings = settingsOfTerminal();
  const missing = missingFile(settings.DATABASE_URL);
  if (missing !== null) throw new SettingsError(`找不到数据库文件 ${missing}：请核对 DATABASE_URL。`);
  const source = await openDataSource(dataSourceOptions(settings.DATABASE_URL));
  const db = new Database(source, source);
  try {
    await requireSchema(db);
    const { ok, line } = await command(db, new AuditLog(new AuditKey(settings.APP_SECRET)), settings);
    tell(line);
    return ok ? EXIT.holds : EXIT.broken;
  } finally {
    await source.destroy();
  }
}

const markerOf = ({ DATABASE_URL, LEDGER_MARKER_FILE }: Settings): LedgerMarker =>
  new LedgerMarker(markerFile(DATABASE_URL, LEDGER_MARKER_FILE));

/** Counts the answers of Kingdee until one question fails; the rest of the proof does not need Kingdee. */
class Asked {
  bills = 0;
  accepted = 0;
  gone = 0;
  foreign = 0;
  lost: string | null = null;

  async unlessLost(ask: () => Promise<void>): Promise<void> {
    if (this.lost !== null) return;
    try {
      await ask();
    } catch (error) {
      if (!(error instanceof KingdeeUnavailableError)) throw error;
      this.lost = error.sentence;
    }
  }

  tell(): void {
    if (this.accepted > 0) tell(`· 另有 ${this.accepted} 张与金蝶不同，两个人确认过仍然有效`);
    if (this.gone > 0) tell(`· 另有 ${this.gone} 张金蝶里已删除、作废或反审核，两个人确认过仍然有效`);
    if (this.foreign > 0) tell(`· 金蝶里另有 ${this.foreign} 张单据带着别的第三方编号，这里没有对应的审批`);
    if (this.lost !== null) tell(`! 金蝶没有核对完，只核对了这里的库：${this.lost}`);
  }
}

/** Returns the SQLite file if it is missing: SQLite would create an empty file instead. */
function missingFile(databaseUrl: string): string | null {
  if (!databaseUrl.startsWith('sqlite:')) return null;
  const file = databaseUrl.slice('sqlite:'.length);
  return existsSync(file) ? null : file;
}

/** @throws SettingsError if the server of this version has not been started on the database yet. */
async function requireSchema(db: Database): Promise<void> {
  const done = new Set(
    await db
      .query<{ name: string }>('SELECT name FROM migrations')
      .then((rows) => rows.map(({ name }) => name))
      .catch(() => []),
  );
  if (MIGRATIONS.every(({ name }) => done.has(name))) return;
  throw new SettingsError('数据库的结构比这个版本旧，或是空库。先启动一次服务，它会自己升级，再来核对。');
}

const COMMANDS: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  verify,
  'check-up': async () => {
    const { lines, red } = await checkUp(settingsOfTerminal());
    tell(...lines);
    return red ? EXIT.broken : EXIT.holds;
  },
  record: async (args) => {
    const { ok, lines } = await record(settingsOfTerminal(), args);
    tell(...lines);
    return ok ? EXIT.holds : EXIT.broken;
  },
  hold: (args) => writing((db, audit) => holdAll(db, audit, args.join(' '))),
  release: () => writing(releaseAll),
  reseal: (args) => writing((db, audit, settings) => resealLog(db, audit, settings, markerOf(settings), args)),
  archive: (args) => writing((db, audit) => archive(db, audit, args)),
  'archive-verify': (args) => writing(() => archiveVerify(args)),
  'archive-restore': (args) => writing((db, audit) => archiveRestore(db, audit, args)),
};

/** Commands that print every failed connection as a line of their own. */
const TELL_THEMSELVES: ReadonlySet<string> = new Set(['check-up', 'record']);

// Node would print an uncaught error unmasked.
process.on('uncaughtException', (error) => {
  complain(`没有做完：${String(error)}`);
  process.exit(EXIT.unknown);
});
async function main(): Promise<void> {
  try {
    const [name = '', ...args] = process.argv.slice(2);
    Logger.overrideLogger(new TerminalLog(TELL_THEMSELVES.has(name)));
    makePrivateFiles();
    if (existsSync('.env')) process.loadEnvFile();
    const command = COMMANDS[name];
    if (!command) throw new SettingsError(`用法：npm run ops -- ${Object.keys(COMMANDS).join(' | ')}`);
    process.exitCode = await command(args);
  } catch (error) {
    const known = error instanceof SettingsError || error instanceof KingdeeUnavailableError;
    complain(known ? error.message : `没有做完：${String(error)}`);
    process.exitCode = EXIT.unknown;
  }
}

void main();
