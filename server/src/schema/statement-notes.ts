import type { Logger } from 'typeorm';
import { noteStatement } from '../database/running-transaction.js';

/** Tells the database which statements its transactions execute. It logs nothing. */
export class StatementNotes implements Logger {
  logQuery(sql: string): void {
    noteStatement(sql);
  }

  logQueryError(): void {}
  logQuerySlow(): void {}
  logSchemaBuild(): void {}
  logMigration(): void {}
  log(): void {}
}
