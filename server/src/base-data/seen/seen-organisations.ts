import type { BaseDataRefresh } from '@dingdee/shared/base-data';
import { Injectable } from '@nestjs/common';
import { KingdeeClient } from '../../connectors/target.js';
import { clock } from '../../database/clock.js';
import { Database } from '../../database/database.js';
import { BaseDataStore, fitting } from '../base-data-store.js';
import { seenRecord } from './seen-mark.js';

const MOST_NAMED = 10;
/** A stored reading of what was seen, with its sentence. */
export interface SeenReading {
  count: BaseDataRefresh['kinds'][number];
  sentence: string;
}

/**
 * Stores the organisations that base data and bills name, while Kingdee lists none: many integration users may not read the list (decision
 * 178). None of them is ever marked gone: that nobody names one any more says nothing.
 */
@Injectable()
export class SeenOrganisations {
  constructor(
    private readonly kingdee: KingdeeClient,
    private readonly store: BaseDataStore,
    private readonly db: Database,
  ) {}

  /**
   * Leaves out organisations that an administrator confirmed as gone. @returns null if organisations are held that Kingdee listed before, or none was seen.
   * @throws KingdeeUnavailableError, OvertakenError
   */
  async read(): Promise<SeenReading | null> {
    if (await this.store.holds('organisation')) return null;
    const at = clock.now();
    const seen = new Map((await this.store.owners()).map((number) => [number, '']));
    for (const { number, name } of await this.kingdee.seenOrganisations()) seen.set(number, name);
    for (const number of await this.store.gone('organisation')) seen.delete(number);
    const records = [...seen].sort().flatMap(([number, name]) => fitting(seenRecord(number, name)) ?? []);
    if (records.length === 0) return null;
    const of = await this.db.inTransaction((tx) => this.store.begin(tx, 'organisation', at));
    await this.store.put(of, records);
    const { added, changed, removed } = of;
    return {
      count: { kind: 'organisation', total: records.length, added, changed, removed },
      sentence: sentenceOf(records),
    };
  }
}

function sentenceOf(orgs: readonly { number: string; name: string }[]): string {
  const named = orgs.slice(0, MOST_NAMED).map(({ number, name }) => (name === number ? number : `${number} ${name}`));
  const more = orgs.length > MOST_NAMED ? ` 等 ${orgs.length} 个` : '';
  return `先用别的资料和单据里看到的组织：${named.join('、')}${more}。`;
}
