import type { EntityManager } from 'typeorm';
import type { Actor } from '../../domain/actor.js';
import type { PayeeHand } from '../../domain/draft/mapping-result.js';

/**
 * Mapping rows that lead to a payee and that another person has looked at, on a bill, with a reason: remembered, so that later bills
 * pass (product.md §8). The tables are `mapping/`'s, which provides this.
 */
export abstract class ConfirmedRows {
  /** The rows behind these hands that somebody else wrote: who looks at the own one confirms nothing, in 单人模式 neither. */
  abstract confirm(tx: EntityManager, hands: readonly PayeeHand[], by: Actor): Promise<void>;

  /** Once it is committed: open bills behind these rows are mapped anew, without that hand. */
  abstract told(hands: readonly PayeeHand[]): void;
}
