import type { BaseDataKind, BaseDataRefresh } from '@dingdee/shared/base-data';
import { Injectable } from '@nestjs/common';
import { KingdeeClient, KingdeeUnavailableError } from '../../connectors/target.js';
import { clock } from '../../database/clock.js';
import { BaseDataStore, fitting } from '../base-data-store.js';
import { ReadKind } from '../read-kind.js';
import { Increments } from './increments.js';
import { latestChange, overlapBefore } from './kingdee-time.js';

/** More entries than this at once are a full reading in disguise: the kind waits for the next full one. */
const MANY = 2_000;

type Count = BaseDataRefresh['kinds'][number];

/**
 * Reads the entries of one kind that changed since the last reading（增量）, by Kingdee's clock. What an incremental reading cannot see is left
 * to the full ones: deletions, and changes that do not move the time of the change.
 */
@Injectable()
export class ReadChanges {
  constructor(
    private readonly kingdee: KingdeeClient,
    private readonly store: BaseDataStore,
    private readonly reader: ReadKind,
    private readonly increments: Increments,
  ) {}

  /** Time between two incremental readings, in ms; 0: there are none. */
  get every(): number {
    return this.increments.every;
  }

  /**
   * @returns null if nothing was asked: it is not due, or the kind cannot be read so.
   * @throws KingdeeUnavailableError; OvertakenError if a later reading has begun.
   */
  async run(kind: BaseDataKind): Promise<Count | null> {
    const begun = await this.increments.beginChanges(kind);
    if (begun === null) return null;
    const { of } = begun;
    const since = overlapBefore(begun.mark);
    let mark = begun.mark;
    let total = 0;
    let repeated = false;
    try {
      for await (const page of this.kingdee.changedBaseData(kind, since)) {
        total += page.length;
        repeated ||= page.some((record) => record.repeated === true);
        await this.store.put(
          of,
          page.flatMap((one) => fitting(one) ?? []),
        );
        mark = latestChange(mark, page, clock.now());
      }
    } catch (error) {
      if (!(error instanceof KingdeeUnavailableError) || error.transient) throw error;
      return this.inFull(kind, '');
    }
    // The entry that set the mark is listed again. An answer without it is none: the filter does not work, or the entry was deleted.
    if (total === 0 || repeated) return this.inFull(kind, total === 0 ? since : null);
    await this.increments.endChanges(of, mark, total > MANY ? 'many' : '');
    const { added, changed, removed } = of;
    return { kind, total, added, changed, removed };
  }

  /** @param unseen time from which Kingdee listed nothing: if the full reading shows a change since then, the filter does not work; null: no doubt about it. */
  private async inFull(kind: BaseDataKind, unseen: string | null): Promise<Count> {
    const { count } = await this.reader.run(kind);
    if (unseen !== null && (await this.increments.mark(kind)) >= unseen) await this.increments.refused(kind);
    return count;
  }
}
