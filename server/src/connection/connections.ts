import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { enterSecret } from '../config/secret-values.js';
import type { Settings } from '../config/settings.js';
import { readInt } from '../database/columns.js';
import { changedBy, type Database } from '../database/database.js';
import { insertRows } from '../database/rows.js';
import { Connection } from './connection.entity.js';
import {
  ConnectionNotFoundError,
  ConnectionUnreadableError,
  rewrittenWords,
  setAsideWords,
  unreadableWords,
} from './connection.errors.js';
import {
  type EnteredColumns,
  OF_ENVIRONMENT,
  type Opened,
  RowSeal,
  SELECT_CONNECTIONS,
  type StoredRow,
} from './connection-row.js';
import {
  type ConnectionConfig,
  configOf,
  enteredSetting,
  type Parts,
  partsOf,
  SYSTEMS,
  type System,
} from './connection-settings.js';

const NAMES: Readonly<Record<System, string>> = { dingtalk: '钉钉', kingdee: '金蝶' };

export interface NewConnection<S extends System = System> {
  id: string;
  system: S;
  /** Name for people, up to 80 characters. */
  name: string;
  parts: Parts;
}

/** Who entered a secret on the page, and when in Unix ms. */
export interface Entered {
  by: string;
  at: number;
}
const BY_ENVIRONMENT: EnteredColumns = { entered_by: null, entered_at: null, replaced: null };
/** Time in ms between two looks whether another process has written a secret; SQLite has one process. */
const LOOK_MS = 10_000;

/** The stored connections to DingTalk and Kingdee: read at the start, secrets opened in memory only (docs/decisions/0041). */
export class Connections implements OnApplicationShutdown {
  private readonly seal: RowSeal;
  private readonly log = new Logger('connection');
  private rows = new Map<string, { system: string; name: string; opened: Opened; entered: Entered | null }>();
  private readonly listeners: { system: System; changed: () => void }[] = [];
  private timer: NodeJS.Timeout | null = null;

  private constructor(
    private readonly db: Database,
    private readonly settings: Settings,
  ) {
    this.seal = new RowSeal(settings.APP_SECRET);
  }

  /**
   * Updates the environment's rows and reads all rows. A row that cannot be opened is logged and stops nothing:
   * a row of the environment is written again, another one cannot be used until a person fixes it.
   */
  static async start(db: Database, settings: Settings): Promise<Connections> {
    const connections = new Connections(db, settings);
    for (const system of SYSTEMS)
      await connections.follow({
        id: OF_ENVIRONMENT[system],
        system,
        name: NAMES[system],
        parts: partsOf(system, settings),
      });
    await connections.read();
    if (db.dialect !== 'sqlite') connections.lookOften();
    return connections;
  }

  onApplicationShutdown(): void {
    if (this.timer) clearInterval(this.timer);
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

  /**
   * Returns the settings with the values of this system's connection. Each is read when it is used: a secret that a person enters counts
   * from then on. A copy (`{ ...it }`) keeps the values of its moment.
   */
  current(system: System): Settings {
    const names = Object.keys(this.config(system));
    const value = (name: string) => Reflect.get(this.config(system), name);
    return Object.defineProperties(
      { ...this.settings },
      Object.fromEntries(names.map((name) => [name, { get: () => value(name), enumerable: true }])),
    );
  }

  /** Calls this after a secret of the system has changed, here or in another process. */
  onChange(system: System, changed: () => void): void {
    this.listeners.push({ system, changed });
  }

  /** Returns who entered the secret in use; null if it is the environment's. */
  entered(system: System): Entered | null {
    return this.rows.get(OF_ENVIRONMENT[system])?.entered ?? null;
  }

  /** Keeps a secret out of logs and texts from now on. */
  hide(secret: string): void {
    enterSecret(this.settings, secret);
  }

  /** Returns the name of the setting that `enter` replaces, and its value. */
  secret(system: System): { setting: string; value: string } {
    const config = this.config(system);
    const setting = enteredSetting(system, config);
    return { setting, value: String(Reflect.get(config, setting) ?? '') };
  }

  /** Holds the row of this system until the caller's transaction ends. */
  async hold(tx: EntityManager, system: System): Promise<void> {
    await tx.query('UPDATE connection SET name = name WHERE id = ?', [OF_ENVIRONMENT[system]]);
  }

  /** Stores a secret that a person entered, in place of the one in use; takes effect with `read`. */
  async enter(tx: EntityManager, system: System, secret: string, by: Entered): Promise<void> {
    const id = OF_ENVIRONMENT[system];
    const { setting } = this.secret(system);
    this.hide(secret);
    const [row]: StoredRow[] = await tx.query(`${SELECT_CONNECTIONS} WHERE id = ?`, [id]);
    const opened = row ? this.seal.open(row) : null;
    const parts = opened?.ok ? opened.parts : partsOf(system, this.settings);
    await this.put(
      tx,
      { id, system, name: NAMES[system], parts: withSecret(parts, setting, secret) },
      { entered_by: by.by, entered_at: by.at, replaced: this.seal.mark(system, this.settings) },
    );
  }

  /** Adds a connection, or replaces the values of the one with this id; this process sees it after `read`. */
  async put(tx: EntityManager, connection: NewConnection, entered: EnteredColumns = BY_ENVIRONMENT): Promise<void> {
    const now = Date.now();
    const { id, system, name, parts } = connection;
    const values = { ...this.seal.columns(id, parts), ...entered };
    const met = await changedBy(
      tx,
      'UPDATE connection SET system = ?, name = ?, settings = ?, sealed = ?, key_id = ?, entered_by = ?, entered_at = ?, replaced = ?, updated_at = ? WHERE id = ?',
      [
        system,
        name,
        values.settings,
        values.sealed,
        values.key_id,
        values.entered_by,
        values.entered_at,
        values.replaced,
        now,
        id,
      ],
    );
    if (met > 0) return;
    await insertRows(tx, Connection, [{ id, system, name, ...values, created_at: now, updated_at: now }]);
  }

  /** Reads the table again. */
  async read(): Promise<void> {
    const rows = await this.db.query<StoredRow>(`${SELECT_CONNECTIONS} ORDER BY id`);
    const before = this.rows;
    this.rows = new Map(
      rows.map((row) => {
        const opened = this.seal.open(row);
        if (!opened.ok) this.log.warn(unreadableWords(row.name, opened.why));
        const entered = row.entered_by === null ? null : { by: row.entered_by, at: readInt(row.entered_at) };
        return [row.id, { system: row.system, name: row.name, opened, entered }];
      }),
    );
    for (const { system, changed } of this.listeners) {
      const [was, is] = [before, this.rows].map((all) => all.get(OF_ENVIRONMENT[system])?.opened);
      if (was?.ok && is?.ok && !isSame(was.parts, is.parts)) changed();
    }
    for (const { opened, entered } of this.rows.values())
      if (entered !== null && opened.ok) for (const secret of Object.values(opened.parts.secret)) this.hide(secret);
  }

  /** Reads the table again every ten seconds, if a row has changed: another process may have written a secret. */
  private lookOften(): void {
    let seen = 0;
    let looking: Promise<void> | null = null;
    const look = async () => {
      const [row] = await this.db.query<{ at: unknown }>('SELECT MAX(updated_at) AS at FROM connection');
      const at = readInt(row?.at);
      if (seen !== 0 && at !== seen) await this.read();
      seen = at;
    };
    this.timer = setInterval(() => {
      // A failed look is repeated by the next one.
      looking ??= look()
        .catch(() => undefined)
        .finally(() => {
          looking = null;
        });
    }, LOOK_MS);
    this.timer.unref();
  }

  /** Writes only if the environment differs from the row: an ordinary start writes nothing. */
  private async follow(connection: NewConnection): Promise<void> {
    const { id, system, name } = connection;
    const rewritten = await this.db.inTransaction(async (tx) => {
      const [row]: StoredRow[] = await tx.query(`${SELECT_CONNECTIONS} WHERE id = ?`, [id]);
      const opened = row ? this.seal.open(row) : null;
      const entered = this.seal.entered(row, system, this.settings);
      const parts = entered
        ? withSecret(connection.parts, enteredSetting(system, this.settings), entered.secret)
        : connection.parts;
      const setAside = row?.replaced != null && entered === null;
      if (opened?.ok && isSame(opened.parts, parts) && !setAside) return null;
      await this.put(tx, { ...connection, parts }, entered?.by);
      if (opened && !opened.ok) return rewrittenWords(name, opened.why, setAside);
      return setAside ? setAsideWords(name) : null;
    });
    if (rewritten !== null) this.log.warn(rewritten);
  }
}

const withSecret = ({ open, secret }: Parts, setting: string, value: string): Parts => ({
  open,
  secret: { ...secret, [setting]: value },
});
const isSame = (a: Parts, b: Parts): boolean => sorted(a) === sorted(b);
const sorted = ({ open, secret }: Parts): string =>
  JSON.stringify([open, secret].map((values) => Object.entries(values).sort(([x], [y]) => (x < y ? -1 : 1))));
