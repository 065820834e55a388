import type { EntityManager } from 'typeorm';

/**
 * Tells which bills were mapped with rows or a scheme version that are no longer current (decision 160). Tables and schemes belong to
 * `mapping/` and `scheme/`, so `mapping/` provides this class.
 */
export abstract class OutdatedContent {
  /** @param ids of bills that have content. @returns those that must be mapped again before anybody approves them. */
  abstract among(tx: EntityManager, ids: readonly string[]): Promise<ReadonlySet<string>>;
}
