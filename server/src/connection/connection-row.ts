import type { Settings } from '../config/settings.js';
import { readInt } from '../database/columns.js';
import type { Unreadable } from './connection.errors.js';
import { ACCOUNT_OF, enteredSetting, type Parts, partsOf, readValues, type System } from './connection-settings.js';
import { SealBrokenError, SecretSeal } from './secret-seal.js';

/** Row of each system that follows the environment. */
export const OF_ENVIRONMENT: Readonly<Record<System, string>> = { dingtalk: 'env-dingtalk', kingdee: 'env-kingdee' };

export const SELECT_CONNECTIONS =
  'SELECT id, system, name, settings, sealed, key_id, entered_by, entered_at, replaced, updated_at FROM connection';

/** A row as SELECT_CONNECTIONS reads it. */
export interface StoredRow {
  id: string;
  system: string;
  name: string;
  settings: unknown;
  sealed: unknown;
  key_id: string | null;
  entered_by: string | null;
  entered_at: unknown;
  replaced: string | null;
  updated_at: unknown;
}

/** Columns of a secret that a person entered; all null: it is the environment's. */
export interface EnteredColumns {
  entered_by: string | null;
  entered_at: number | null;
  replaced: string | null;
}

export type Opened = { ok: true; parts: Parts } | { ok: false; why: Unreadable };

/** Opens and seals the rows of the connections under one APP_SECRET. */
export class RowSeal {
  private readonly seal: SecretSeal;

  constructor(appSecret: string) {
    this.seal = new SecretSeal(appSecret);
  }

  open(row: StoredRow): Opened {
    if (row.key_id !== this.seal.keyId) return { ok: false, why: 'other-key' };
    try {
      const secret = Object.entries(readValues(row.sealed)).map(([setting, sealed]) => [
        setting,
        this.seal.open({ connection: row.id, setting }, sealed),
      ]);
      return { ok: true, parts: { open: readValues(row.settings), secret: Object.fromEntries(secret) } };
    } catch (error) {
      if (!(error instanceof SealBrokenError)) throw error;
      return { ok: false, why: 'broken' };
    }
  }

  /** Returns the columns settings, sealed and key_id. */
  columns(id: string, { open, secret }: Parts): { settings: string; sealed: string; key_id: string } {
    const sealed = Object.entries(secret).map(([setting, value]) => [
      setting,
      this.seal.seal({ connection: id, setting }, value),
    ]);
    return {
      settings: JSON.stringify(open),
      sealed: JSON.stringify(Object.fromEntries(sealed)),
      key_id: this.seal.keyId,
    };
  }

  /** Marks the environment's secret and the account it belongs to. */
  mark(system: System, settings: Settings): string {
    const { open, secret } = partsOf(system, settings);
    const values: Readonly<Record<string, string | undefined>> = { ...open, ...secret };
    return this.seal.mark([...ACCOUNT_OF[system], enteredSetting(system, settings)].map((name) => values[name]));
  }

  /** Returns the secret that a person entered for the account that the environment names; null if there is none that counts. */
  entered(
    row: StoredRow | undefined,
    system: System,
    settings: Settings,
  ): { secret: string; by: EnteredColumns } | null {
    if (row?.replaced == null || row.replaced !== this.mark(system, settings)) return null;
    const opened = this.open(row);
    const secret = opened.ok ? opened.parts.secret[enteredSetting(system, settings)] : undefined;
    if (secret === undefined) return null;
    return {
      secret,
      by: { entered_by: row.entered_by, entered_at: readInt(row.entered_at), replaced: row.replaced },
    };
  }
}
