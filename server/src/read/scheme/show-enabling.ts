import { BILL_STATES, STAGE_OF } from '@dingdee/shared/bill-state';
import { type SchemeEnabling, VERSION_FATES } from '@dingdee/shared/scheme-version';
import { Injectable } from '@nestjs/common';
import { UNKNOWN, unknownOf } from '../../bill/ledger/unknown-amounts.js';
import { readInt, sumOfFen } from '../../database/columns.js';
import { Database, placeholders } from '../../database/database.js';
import { WHILE_OFF } from '../../domain/approval/while-off.js';
import { SchemeStore } from '../../scheme/version/scheme-store.js';
import { type Sums, summed } from './summed.js';

/** Bills that something may still become of. */
const NOT_OVER = BILL_STATES.filter((kind) => STAGE_OF[kind] !== 'booked' && STAGE_OF[kind] !== 'archived');

/** What the log says of a mapping that took an approval away. */
const VOIDED = '%"voided":true%';

/**
 * Its parameters: the version before, since when, VOIDED, and the version that counts now. Of one that Kingdee refused the mapping
 * decides by its content: it is left alone until it has been mapped anew.
 */
const FATE = `CASE
  WHEN b.scheme_version > ? THEN CASE WHEN b.approval_voided IS NOT NULL AND EXISTS (SELECT 1 FROM audit a WHERE a.subject_id = b.id
    AND a.subject_kind = 'bill' AND a.action = 'map' AND a.at >= ? AND a.detail LIKE ?) THEN 'voided' ELSE 'remapped' END
  WHEN b.scheme_version < ? AND b.state_kind IN ('collected', 'needs-mapping', 'ready', 'held') THEN 'remapped'
  ELSE 'kept' END`;

/**
 * What enabling a scheme again meets: what the versions since have made of its bills, and what it collects. Whichever scheme of the form
 * had listened while all were off, the one that is switched on collects.
 */
@Injectable()
export class ShowEnabling {
  constructor(
    private readonly db: Database,
    private readonly schemes: SchemeStore,
  ) {}

  /** @throws SchemeNotFoundError */
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
