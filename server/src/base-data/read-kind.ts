import type { BaseDataKind, BaseDataRefresh } from '@dingdee/shared/base-data';
import { Injectable } from '@nestjs/common';
import { KingdeeClient, KingdeeUnavailableError } from '../connectors/target.js';
import { BaseDataStore, fitting, keyOf } from './base-data-store.js';
import { EmptiedBaseData } from './emptied/emptied-base-data.js';
import { Increments, type ReadInFull } from './incremental/increments.js';
import { latestChange } from './incremental/kingdee-time.js';
import type { KindReading } from './reading-rows.js';

const EMPTIED =
  '金蝶没有列出任何一条，而之前有：多半是集成用户没有了查看权限或许可，原有的照用。请金蝶管理员检查；确实都不用了的，由钉蝶的管理员在页面顶上确认。';
/** From this many rows on, rows of one organisation that all disappear at once are not marked gone automatically. */
const MANY = 3;
const emptied = (orgs: readonly string[]): string =>
  `金蝶没有列出组织 ${orgs.join('、')} 的任何一条，而之前有、别的组织也有：多半是集成用户没有了这个组织的数据权限，它原有的照用。请金蝶管理员检查；确实都不用了的，由钉蝶的管理员在页面顶上确认。`;

/** Result of a reading of one kind; `problem` is set if rows were kept that Kingdee no longer lists. */
export interface ReadKindResult {
  count: BaseDataRefresh['kinds'][number];
  problem: string | null;
}

/** Reads one kind from Kingdee in full（全量）, page by page: differences are stored as they come, so that a large kind is never held whole in memory. */
@Injectable()
export class ReadKind {
  constructor(
    private readonly kingdee: KingdeeClient,
    private readonly store: BaseDataStore,
    private readonly emptied: EmptiedBaseData,
    private readonly increments: Increments,
  ) {}

  /** @throws KingdeeUnavailableError; what was stored until then stays. OvertakenError if a later reading has begun. */
  async run(kind: BaseDataKind): Promise<ReadKindResult> {
    const of = await this.increments.beginFull(kind);
    const seen: ReadInFull = { mark: '', repeated: false };
    let done = false;
    try {
      const result = await this.read(of, seen);
      done = true;
      return result;
    } finally {
      await this.increments.endFull(of, done ? seen : null);
    }
  }

  private async read(of: KindReading, seen: ReadInFull): Promise<ReadKindResult> {
    const { kind } = of;
    const listed = new Set<string>();
    const shown = new Set<string>();
    let total = 0;
    for await (const page of this.kingdee.baseDataPages(kind)) {
      const fresh = page
        .flatMap((one) => fitting(one) ?? [])
        .filter((one) => {
          const key = keyOf(one.orgNumber, one.number);
          seen.repeated ||= one.repeated === true || listed.has(key);
          // Of two records with one number the usable one counts, even on different pages.
          if (listed.has(key) && !one.usable) return false;
          listed.add(key);
          return true;
        });
      for (const { orgNumber } of page) shown.add(orgNumber);
      seen.mark = latestChange(seen.mark, page, of.at);
      await this.store.put(of, fresh);
      total += page.length;
    }
    // After a lost right or licence Kingdee returns an empty list without an error (first-contact.md).
    if (total === 0 && (await this.store.holds(kind))) {
      await this.emptied.noted(kind, ['']);
      throw new KingdeeUnavailableError(EMPTIED, false);
    }
    // The same, for one organisation only.
    const unseen = (await this.store.orgsWith(kind, MANY)).filter((org) => !shown.has(org));
    await this.emptied.noted(kind, unseen);
    // Nothing that was listed is held: organisations that were seen elsewhere stay.
    if (total > 0) await this.store.putGone(of, listed, new Set(unseen));
    const { added, changed, removed } = of;
    return {
      count: { kind, total, added, changed, removed },
      problem: unseen.length === 0 ? null : emptied(unseen),
    };
  }
}
