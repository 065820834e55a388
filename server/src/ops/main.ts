import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { Logger } from '@nestjs/common';
import { AuditLog } from '../audit/audit-log.js';
import { AuditKey } from '../audit/chain/audit-key.js';
import { readSettings, type Settings, SettingsError } from '../config/settings.js';
import { KingdeeUnavailableError } from '../connectors/target.js';
import type { Database } from '../database/database.js';
import { redactor } from '../http/redact.js';
import { makePrivateFiles } from '../private-files.js';
import { archive, archiveRestore, archiveVerify } from './archive-command.js';
import { checkUp } from './check-up-command.js';
import { EXIT } from './exit.js';
import { holdAll, releaseAll } from './hold-command.js';
import { record } from './record-command.js';
import { reseal } from './reseal-command.js';
import { complain, hideInComplaints, TerminalLog, tell } from './terminal.js';
import { markerOf, verify } from './verify-command.js';
import { withDatabase } from './with-database.js';

/** @throws SettingsError */
function settingsOfTerminal(): Settings {
  const settings = readSettings(process.env);
  hideInComplaints(redactor(settings));
  return settings;
}

/** Runs one command that writes, with or without a running server. */
async function writing(
  command: (
    db: Database,
    audit: AuditLog,
    settings: Settings,
  ) => Promise<{ ok: boolean; line: string | readonly string[] }>,
): Promise<number> {
  const settings = settingsOfTerminal();
  const { ok, line } = await withDatabase(settings, 'write', (db) =>
    command(db, new AuditLog(new AuditKey(settings.APP_SECRET)), settings),
  );
  tell(...(typeof line === 'string' ? [line] : line));
  return ok ? EXIT.holds : EXIT.broken;
}

const COMMANDS: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  verify: () => verify(settingsOfTerminal(), tell),
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
  release: (args) => writing((db, audit) => releaseAll(db, audit, args)),
  reseal: (args) => writing((db, audit, settings) => reseal(db, audit, settings, markerOf(settings), args)),
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
