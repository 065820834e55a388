import type { BaseDataKind, NoIncrement } from '@dingdee/shared/base-data';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { KingdeeClient } from '../../connectors/target.js';
import { clock } from '../../database/clock.js';
import { changedBy, Database } from '../../database/database.js';
import { insertRows } from '../../database/rows.js';
import { BaseDataStore } from '../base-data-store.js';
import type { KindReading } from '../reading-rows.js';
import { BaseDataIncrementRow } from './increment.entity.js';

/** A full reading that is older than this was left by a process that died. */
const ABANDONED_MS = 1_800_000;
/** A refused query is tried again after this time: rights and versions change. */
const REFUSED_MS = 7 * 24 * 3_600_000;

type Why = NoIncrement | '';

/** Result of a full reading, for the incremental ones that follow it. */
export interface ReadInFull {
  /** Latest change by Kingdee's clock; "" if no entry told one. */
  mark: string;
  /** Whether several records had one number. */
  repeated: boolean;
}

/** Stores from which change on each kind is read incrementally, and begins readings, full or incremental, so that they do not cross. */
@Injectable()
export class Increments {
  constructor(
    private readonly db: Database,
    private readonly store: BaseDataStore,
    private readonly kingdee: KingdeeClient,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'BASE_DATA_CHANGES_MS'>,
  ) {}

  /** Time between two incremental readings of a kind, in ms; 0: there are none. */
  get every(): number {
    return this.settings.BASE_DATA_CHANGES_MS;
  }

  /** Begins a full reading: until it ends, no incremental one of this kind begins. */
  beginFull(kind: BaseDataKind): Promise<KindReading> {
    const at = clock.now();
    return this.db.inTransaction(async (tx) => {
      const known = await changedBy(tx, 'UPDATE base_data_increment SET full_since = ? WHERE kind = ?', [at, kind]);
      if (known === 0)
        await insertRows(tx, BaseDataIncrementRow, [
          { kind, source: '', mark: '', why: '', full_since: at, asked_at: 0, read_at: 0 },
        ]);
      return this.store.begin(tx, kind, at);
    });
  }

  /** @param read null if the reading broke off. */
  endFull(of: KindReading, read: ReadInFull | null): Promise<void> {
    const { source } = this.kingdee;
    return this.db.inTransaction(async (tx) => {
      await tx.query('UPDATE base_data_increment SET full_since = 0 WHERE kind = ? AND full_since = ?', [
        of.kind,
        of.at,
      ]);
      if (read === null || !(await isLatest(tx, of))) return;
      await this.store.end(tx, of);
      const why = whyAfter(read);
      // A refusal is remembered for the connection; the other reasons are those of this reading.
      await tx.query(
        `UPDATE base_data_increment SET mark = ?, why = CASE WHEN why = 'refused' AND source = ? AND ? = '' THEN why ELSE ? END, source = ?
         WHERE kind = ?`,
        [read.mark, source, why, why, source, of.kind],
      );
    });
  }

  /**
   * Begins an incremental reading if one is due and possible: not while a full one is under way, which lists the changes as well. The claim
   * is one update, so of several processes one reads. A time after now was written before the clock was set back.
   */
  beginChanges(kind: BaseDataKind): Promise<{ of: KindReading; mark: string } | null> {
    const at = clock.now();
    return this.db.inTransaction(async (tx) => {
      const ours = await changedBy(
        tx,
        `UPDATE base_data_increment SET asked_at = ? WHERE kind = ? AND source = ? AND mark <> ''
           AND (full_since <= ? OR full_since > ?)
           AND (asked_at > ? OR (why = '' AND asked_at <= ?) OR (why = 'refused' AND asked_at <= ?))
           AND why IN ('', 'refused')`,
        [at, kind, this.kingdee.source, at - ABANDONED_MS, at, at, at - this.every, at - REFUSED_MS],
      );
      if (ours === 0) return null;
      const [row]: { mark: string }[] = await tx.query('SELECT mark FROM base_data_increment WHERE kind = ?', [kind]);
      return { of: await this.store.begin(tx, kind, at), mark: String(row?.mark ?? '') };
    });
  }

  /** Stores a complete incremental reading; one that a later reading has overtaken changes nothing. */
  endChanges(of: KindReading, mark: string, why: Why): Promise<void> {
    return this.db.inTransaction(async (tx) => {
      if (await isLatest(tx, of))
        await tx.query('UPDATE base_data_increment SET mark = ?, why = ?, read_at = ? WHERE kind = ?', [
          mark,
          why,
          of.at,
          of.kind,
        ]);
    });
  }

  /** Remembers for this connection that Kingdee does not answer a query by the time of the change. */
  refused(kind: BaseDataKind): Promise<void> {
    return this.db.inTransaction(async (tx) => {
      await tx.query("UPDATE base_data_increment SET why = 'refused' WHERE kind = ? AND why = '' AND source = ?", [
        kind,
        this.kingdee.source,
      ]);
    });
  }

  /** Returns the latest change that the last reading listed; "" if none was told. */
  async mark(kind: BaseDataKind): Promise<string> {
    const [row] = await this.db.query<{ mark: string }>('SELECT mark FROM base_data_increment WHERE kind = ?', [kind]);
    return String(row?.mark ?? '');
  }
}

const whyAfter = ({ mark, repeated }: ReadInFull): Why => {
  if (mark === '') return 'no-date';
  return repeated ? 'repeated' : '';
};

async function isLatest(tx: EntityManager, { kind, reading }: KindReading): Promise<boolean> {
  const rows: unknown[] = await tx.query('SELECT kind FROM base_data_kind WHERE kind = ? AND reading = ?', [
    kind,
    reading,
  ]);
  return rows.length > 0;
}
