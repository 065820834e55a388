import { Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Settings } from '../config/settings.js';
import { changedBy, type Database } from '../database/database.js';
import { insertRows } from '../database/rows.js';
import { Connection } from './connection.entity.js';
import {
  ConnectionNotFoundError,
  ConnectionUnreadableError,
  rewrittenWords,
  type Unreadable,
  unreadableWords,
} from './connection.errors.js';
import {
  type ConnectionConfig,
  configOf,
  type Parts,
  partsOf,
  readValues,
  SYSTEMS,
  type System,
} from './connection-settings.js';
import { SealBrokenError, SecretSeal } from './secret-seal.js';

/** Row of each system that follows the environment: the environment's values win at every start. */
export const OF_ENVIRONMENT: Readonly<Record<System, string>> = { dingtalk: 'env-dingtalk', kingdee: 'env-kingdee' };
const NAMES: Readonly<Record<System, string>> = { dingtalk: '钉钉', kingdee: '金蝶' };

export interface NewConnection<S extends System = System> {
  id: string;
  system: S;
  /** Name for people, up to 80 characters. */
  name: string;
  parts: Parts;
}

interface StoredRow {
  id: string;
  system: string;
  name: string;
  settings: unknown;
  sealed: unknown;
  key_id: string | null;
}
type Opened = { ok: true; parts: Parts } | { ok: false; why: Unreadable };

/** The stored connections to DingTalk and Kingdee: read at the start, secrets opened in memory only (docs/decisions/0041). */
export class Connections {
  private readonly seal: SecretSeal;
  private readonly log = new Logger('connection');
  private rows = new Map<string, { system: string; name: string; opened: Opened }>();

  private constructor(
    private readonly db: Database,
    appSecret: string,
  ) {
    this.seal = new SecretSeal(appSecret);
  }

  /**
   * Updates the environment's rows and reads all rows. A row that cannot be opened is logged and stops nothing:
   * a row of the environment is written again, another one cannot be used until a person fixes it.
   */
  static async start(db: Database, settings: Settings): Promise<Connections> {
    const connections = new Connections(db, settings.APP_SECRET);
    for (const system of SYSTEMS)
      await connections.follow({
        id: OF_ENVIRONMENT[system],
        system,
        name: NAMES[system],
        parts: partsOf(system, settings),
      });
    await connections.read();
    return connections;
  }

  /** @throws ConnectionNotFoundError, ConnectionUnreadableError */
  config<S extends System>(system: S, id: string = OF_ENVIRONMENT[system]): ConnectionConfig<S> {
    const row = this.rows.get(id);
    if (row?.system !== system) throw new ConnectionNotFoundError(id);
    if (!row.opened.ok) throw new ConnectionUnreadableError(row.name, row.opened.why);
    const config = configOf(system, row.opened.parts);
    if (config === null) throw new ConnectionUnreadableError(row.name, 'incomplete');
    return config;
  }

  /** Adds a connection, or replaces the values of the one with this id; this process sees it after `read`. */
  async put(tx: EntityManager, connection: NewConnection): Promise<void> {
    const now = Date.now();
    const { id, system, name } = connection;
    const values = this.values(connection);
    const met = await changedBy(
      tx,
      'UPDATE connection SET system = ?, name = ?, settings = ?, sealed = ?, key_id = ?, updated_at = ? WHERE id = ?',
      [system, name, values.settings, values.sealed, values.key_id, now, id],
    );
    if (met > 0) return;
    await insertRows(tx, Connection, [{ id, system, name, ...values, created_at: now, updated_at: now }]);
  }

  /** Reads the table again. */
  async read(): Promise<void> {
    const rows = await this.db.query<StoredRow>(`${SELECT} ORDER BY id`);
    this.rows = new Map(
      rows.map((row) => {
        const opened = this.open(row);
        if (!opened.ok) this.log.warn(unreadableWords(row.name, opened.why));
        return [row.id, { system: row.system, name: row.name, opened }];
      }),
    );
  }

  /** Writes only if the environment differs from the row: an ordinary start writes nothing. */
  private async follow(connection: NewConnection): Promise<void> {
    const rewritten = await this.db.inTransaction(async (tx) => {
      const [row]: StoredRow[] = await tx.query(`${SELECT} WHERE id = ?`, [connection.id]);
      const opened = row ? this.open(row) : null;
      if (opened?.ok && isSame(opened.parts, connection.parts)) return null;
      await this.put(tx, connection);
      return opened && !opened.ok ? opened.why : null;
    });
    if (rewritten !== null) this.log.warn(rewrittenWords(connection.name, rewritten));
  }

  /** Returns the columns settings, sealed and key_id. */
  private values({ id, parts }: NewConnection): { settings: string; sealed: string; key_id: string } {
    const sealed = Object.entries(parts.secret).map(([setting, secret]) => [
      setting,
      this.seal.seal({ connection: id, setting }, secret),
    ]);
    return {
      settings: JSON.stringify(parts.open),
      sealed: JSON.stringify(Object.fromEntries(sealed)),
      key_id: this.seal.keyId,
    };
  }

  private open(row: StoredRow): Opened {
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
}

const SELECT = 'SELECT id, system, name, settings, sealed, key_id FROM connection';

const isSame = (a: Parts, b: Parts): boolean => sorted(a) === sorted(b);
const sorted = ({ open, secret }: Parts): string =>
  JSON.stringify([open, secret].map((values) => Object.entries(values).sort(([x], [y]) => (x < y ? -1 : 1))));
