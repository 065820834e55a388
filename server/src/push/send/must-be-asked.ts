import { Inject, Injectable } from '@nestjs/common';
import type { PushBill } from '../../bill/ledger/bill-claims.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { parseApproval, UnreadableApprovalError } from '../../connectors/dingtalk/form/parse-approval.js';
import type { ApiFamily, RawApproval } from '../../connectors/source.js';
import { clock } from '../../database/clock.js';
import { Database, placeholders } from '../../database/database.js';
import { HeardSchemes } from '../../intake/scope/heard-schemes.js';
import { NAMED, SourceChecks } from './source-checks.js';

/**
 * Finds bills that are not sent before their own approval is read: the cancellations of their form are not known for the last
 * HEARD_WITHIN_MS, and the approval itself was not read within that time.
 */
@Injectable()
export class MustBeAsked {
  constructor(
    private readonly db: Database,
    private readonly heard: HeardSchemes,
    private readonly checks: SourceChecks,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'HEARD_WITHIN_MS'>,
  ) {}

  /** @returns ids of the bills that must be asked about. A bill stays among them whose approval names one that could not be read. */
  async among(bills: readonly PushBill[]): Promise<ReadonlySet<string>> {
    const unheard = await this.heard.unheard();
    const checked = await this.checks.of(bills);
    // An approval that another one names need not be of a form that is listened to: nothing but reading it tells what it does.
    const open = bills.filter(({ id }) => checked.get(id)?.outcome === 'unread' && checked.get(id)?.cause === NAMED);
    const own = bills.filter(({ schemeId }) => unheard.has(schemeId));
    if (own.length === 0) return new Set(open.map(({ id }) => id));
    const oldest = clock.now() - this.settings.HEARD_WITHIN_MS;
    // A later version was read before a push or by a person. Only the check tells whether the approvals that it names were read as
    // well.
    const rows = await this.db.query<Collected>(
      `SELECT b.id, a.collected_at AS at, a.family, a.process_code, a.process_instance_id, a.raw FROM bill b JOIN approval a ON a.id = b.approval_id
       WHERE a.source_version = 1 AND a.collected_at >= ? AND b.id IN (${placeholders(own)})`,
      [oldest, ...own.map(({ id }) => id)],
    );
    const read = new Map(rows.flatMap((row) => (namesOthers(row) ? [] : [[row.id, Number(row.at)]])));
    const known = (id: string): number => {
      const check = checked.get(id);
      return Math.max(read.get(id) ?? 0, check?.outcome === 'same' ? check.checkedAt : 0);
    };
    return new Set([...open, ...own.filter(({ id }) => known(id) < oldest)].map(({ id }) => id));
  }
}

interface Collected extends Record<'id' | 'process_code' | 'process_instance_id' | 'raw', string> {
  at: unknown;
  family: ApiFamily;
}

/**
 * Tells whether the approval names other approvals. The intake of an approval does not read the approvals that it names, and one of
 * them may cancel it.
 */
function namesOthers({ family, process_code, process_instance_id, raw: text }: Collected): boolean {
  const raw: RawApproval = { family, processCode: process_code, processInstanceId: process_instance_id, text };
  try {
    return parseApproval(raw).attachedIds.some((id) => id !== process_instance_id);
  } catch (error) {
    if (error instanceof UnreadableApprovalError) return false;
    throw error;
  }
}
