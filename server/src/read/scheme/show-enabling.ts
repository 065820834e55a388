import { BILL_STATES, STAGE_OF } from '@dingdee/shared/bill-state';
import { type SchemeEnabling, VERSION_FATES } from '@dingdee/shared/scheme-version';
import { Injectable } from '@nestjs/common';
import { UNKNOWN, unknownOf } from '../../bill/ledger/unknown-amounts.js';
import { readInt, sumOfFen } from '../../database/columns.js';
import { Database, placeholders } from '../../database/database.js';
import { WHILE_OFF } from '../../domain/approval/while-off.js';
import { SchemeStore } from '../../scheme/version/scheme-store.js';
import { type Sums, summed } from './summed.js';

/** States of bills that can still change. */
const NOT_OVER = BILL_STATES.filter((kind) => STAGE_OF[kind] !== 'booked' && STAGE_OF[kind] !== 'archived');

/** Text in the log of a mapping that voided an approval. */
const VOIDED = '%"voided":true%';

/**
 * SQL for what happened to a bill. Parameters: the version before, since when, VOIDED, and the current version. For a bill that Kingdee refused,
 * mapping decides by its content, so it counts as kept until it has been mapped again.
 */
const FATE = `CASE
  WHEN b.scheme_version > ? THEN CASE WHEN b.approval_voided IS NOT NULL AND EXISTS (SELECT 1 FROM audit a WHERE a.subject_id = b.id
    AND a.subject_kind = 'bill' AND a.action = 'map' AND a.at >= ? AND a.detail LIKE ?) THEN 'voided' ELSE 'remapped' END
  WHEN b.scheme_version < ? AND b.state_kind IN ('collected', 'needs-mapping', 'ready', 'held') THEN 'remapped'
  ELSE 'kept' END`;

/**
 * Shows what enabling a scheme again will do: what the versions since then have made of its bills, and which approvals it collects. The scheme that
 * is switched on collects, whichever scheme of the form recorded approvals while all were off.
 */
@Injectable()
export class ShowEnabling {
  constructor(
    private readonly db: Database,
    private readonly schemes: SchemeStore,
  ) {}

  /** Returns the effects of enabling the scheme. @throws SchemeNotFoundError */
  async show(id: string): Promise<SchemeEnabling> {
    const { currentVersion: to, switchedAt, createdAt, processCode } = await this.schemes.get(id);
    const since = switchedAt ?? createdAt;
    const from = switchedAt === null ? to : await this.versionAt(id, since);
    const [fates, [collects]] = await Promise.all([
      this.db.query<Sums & { fate: string }>(
        `SELECT fate, COUNT(*) AS n, ${sumOfFen('base_fen')} AS fen, ${UNKNOWN} AS unknown_amounts FROM (
           SELECT ${FATE} AS fate, b.base_fen FROM bill b WHERE b.scheme_id = ? AND b.state_kind IN (${placeholders(NOT_OVER)})
         ) told GROUP BY fate`,
        [from, since, VOIDED, to, id, ...NOT_OVER],
      ),
      this.db.query<Sums>(
        `SELECT COUNT(*) AS n, ${sumOfFen('total_fen')} AS fen, ${unknownOf('total_fen')} AS unknown_amounts
         FROM listed_approval l WHERE l.outcome = 'left-out' AND l.process_code = ? AND l.reason = ?
           AND NOT EXISTS (SELECT 1 FROM bill b WHERE b.corp_id = l.corp_id AND b.process_instance_id = l.process_instance_id)`,
        [processCode, WHILE_OFF],
      ),
    ]);
    return {
      from,
      to,
      fates: VERSION_FATES.map((fate) => ({ fate, sum: summed(fates.find((each) => each.fate === fate)) })),
      collects: summed(collects),
    };
  }

  private async versionAt(id: string, at: number): Promise<number> {
    const [row] = await this.db.query<{ number: unknown }>(
      'SELECT MAX(number) AS number FROM scheme_version WHERE scheme_id = ? AND created_at <= ?',
      [id, at],
    );
    return readInt(row?.number ?? 1);
  }
}
