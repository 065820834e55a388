import { Inject, Injectable } from '@nestjs/common';
import type { PushBill } from '../../bill/ledger/bill-claims.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { clock } from '../../database/clock.js';
import { Database, placeholders } from '../../database/database.js';
import { HeardSchemes } from '../../intake/scope/heard-schemes.js';
import { SourceChecks } from './source-checks.js';

/** Which bills are not sent before their own approval was asked for: their form was not listened to lately, nor was the approval read. */
@Injectable()
export class MustBeAsked {
  constructor(
    private readonly db: Database,
    private readonly heard: HeardSchemes,
    private readonly checks: SourceChecks,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'HEARD_WITHIN_MS'>,
  ) {}

  /** @returns ids of those of these bills. Of forms that were listened to nothing is looked up. */
  async among(bills: readonly PushBill[]): Promise<ReadonlySet<string>> {
    const unheard = await this.heard.unheard();
    const own = bills.filter(({ schemeId }) => unheard.has(schemeId));
    if (own.length === 0) return new Set();
    const oldest = clock.now() - this.settings.HEARD_WITHIN_MS;
    const rows = await this.db.query<{ id: string; at: unknown }>(
      `SELECT b.id, a.collected_at AS at FROM bill b JOIN approval a ON a.id = b.approval_id WHERE b.id IN (${placeholders(own)})`,
      own.map(({ id }) => id),
    );
    const read = new Map(rows.map(({ id, at }) => [id, Number(at)]));
    const checked = await this.checks.of(own);
    const known = (id: string): number => {
      const check = checked.get(id);
      return Math.max(read.get(id) ?? 0, check?.outcome === 'same' ? check.checkedAt : 0);
    };
    return new Set(own.filter(({ id }) => known(id) < oldest).map(({ id }) => id));
  }
}
