import { type BaseDataKind, baseDataKind, type DecideEmptied, kindWord } from '@dingdee/shared/base-data';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditLog } from '../../audit/audit-log.js';
import { readInt } from '../../database/columns.js';
import { changedBy, Database } from '../../database/database.js';
import { insertRows } from '../../database/rows.js';
import type { Actor } from '../../domain/actor.js';
import type { UnusableReason } from '../../domain/draft/usable-base-data.js';
import { LiveEvents } from '../../event-log/live-events.js';
import { EmptiedChangedError, NotEmptiedError } from '../base-data.errors.js';
import { bumpRevision } from '../base-data-store.js';
import { EmptiedBaseDataRow } from './emptied-base-data.entity.js';

/** A part of the base data that came back empty. */
export interface Emptied {
  kind: BaseDataKind;
  /** "" = the kind as a whole. */
  orgNumber: string;
  /** Number of held rows that would be marked gone. */
  rows: number;
  since: number;
}

interface Row {
  [column: string]: unknown;
}
const GONE: UnusableReason = 'gone';
const OF_PART = "kind = ? AND (? = '' OR org_number = ?) AND (reason IS NULL OR reason <> ?)";

/**
 * Keeps parts that came back empty: after a lost right or licence Kingdee returns an empty list without an error (first-contact.md). Such
 * a part keeps its rows until an administrator decides that it is gone, or that it stays.
 */
@Injectable()
export class EmptiedBaseData {
  constructor(
    private readonly db: Database,
    private readonly audit: AuditLog,
    private readonly live: LiveEvents,
  ) {}

  /** Records the parts that the latest reading of a kind found empty, [""] for the whole kind; forgets parts that are listed again. */
  noted(kind: BaseDataKind, orgs: readonly string[]): Promise<void> {
    return this.db.inTransaction(async (tx) => {
      const rows: Row[] = await tx.query('SELECT org_number, held_rows FROM emptied_base_data WHERE kind = ?', [kind]);
      const there = new Map(rows.map((row) => [String(row.org_number), readInt(row.held_rows)]));
      for (const org of there.keys()) if (!orgs.includes(org)) await forget(tx, kind, org);
      for (const org of orgs) {
        const held = await heldOf(tx, kind, org);
        if (there.get(org) === held) continue;
        // The number of rows differs from the one that was decided on: an administrator is asked again.
        await forget(tx, kind, org);
        await insertRows(tx, EmptiedBaseDataRow, [
          { kind, org_number: org, held_rows: held, since: Date.now(), kept_by: null, kept_at: null },
        ]);
      }
      if (there.size > 0 || orgs.length > 0) await this.live.emit(tx, 'status', ['emptied']);
    });
  }

  /** Returns the parts that wait for a decision, the oldest first. */
  async waiting(): Promise<Emptied[]> {
    const rows = await this.db.query<Row>(
      'SELECT kind, org_number, held_rows, since FROM emptied_base_data WHERE kept_by IS NULL ORDER BY since, kind, org_number',
    );
    return rows.flatMap((row) => {
      const kind = baseDataKind.safeParse(row.kind);
      const rest = { orgNumber: String(row.org_number), rows: readInt(row.held_rows), since: readInt(row.since) };
      return kind.success ? [{ kind: kind.data, ...rest }] : [];
    });
  }

  /** @returns how many rows were marked gone. @throws NotEmptiedError, EmptiedChangedError if the number of rows is not what the person saw */
  decide({ kind, orgNumber, rows: seen, decision }: DecideEmptied, by: Actor): Promise<number> {
    return this.db.inTransaction(async (tx) => {
      const found = await changedBy(
        tx,
        'UPDATE emptied_base_data SET kept_by = kept_by WHERE kind = ? AND org_number = ?',
        [kind, orgNumber],
      );
      if (found === 0) throw new NotEmptiedError(partWords(kind, orgNumber));
      const held = await heldOf(tx, kind, orgNumber);
      if (held !== seen) throw new EmptiedChangedError(partWords(kind, orgNumber), held);
      const now = Date.now();
      if (decision === 'gone') {
        const place = [kind, orgNumber, orgNumber, GONE];
        await tx.query(`UPDATE base_data SET usable = 0, reason = ? WHERE ${OF_PART}`, [GONE, ...place]);
        await bumpRevision(tx, kind);
        await forget(tx, kind, orgNumber);
      } else
        await tx.query('UPDATE emptied_base_data SET kept_by = ?, kept_at = ? WHERE kind = ? AND org_number = ?', [
          by.userId,
          now,
          kind,
          orgNumber,
        ]);
      const action = decision === 'gone' ? 'base-data-gone' : 'base-data-kept';
      const detail = { kind, orgNumber, rows: held };
      await this.audit.append(tx, by, [{ action, subjectKind: 'mapping', subjectId: 'base-data', detail }]);
      await this.live.emit(tx, 'mapping', ['base-data']);
      await this.live.emit(tx, 'status', ['emptied']);
      return decision === 'gone' ? held : 0;
    });
  }
}

/** Returns the name of a part: "组织 102 的银行账号" */
export const partWords = (kind: BaseDataKind, orgNumber: string): string =>
  `${orgNumber === '' ? '' : `组织 ${orgNumber} 的`}${kindWord(kind)}`;

async function heldOf(tx: EntityManager, kind: BaseDataKind, org: string): Promise<number> {
  const [row]: Row[] = await tx.query(`SELECT COUNT(*) AS n FROM base_data WHERE ${OF_PART}`, [kind, org, org, GONE]);
  return readInt(row?.n);
}

const forget = (tx: EntityManager, kind: string, org: string): Promise<unknown> =>
  tx.query('DELETE FROM emptied_base_data WHERE kind = ? AND org_number = ?', [kind, org]);
