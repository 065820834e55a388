import type { EntityManager } from 'typeorm';

/**
 * Says which bills were mapped by rows or a scheme version that are no longer those of today (decision 160). Tables and schemes are
 * `mapping/`'s and `scheme/`'s, so `mapping/` provides this.
 */
export abstract class OutdatedContent {
  /** @param ids of bills that have content. @returns those of them that must be mapped again before anybody approves them. */
  abstract among(tx: EntityManager, ids: readonly string[]): Promise<ReadonlySet<string>>;
}
