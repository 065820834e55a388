import type { EntityManager } from 'typeorm';
import type { Actor } from '../../domain/actor.js';
import type { PayeeHand } from '../../domain/draft/mapping-result.js';

/**
 * Remembers mapping rows that lead to a payee and that another person has confirmed, on a bill, with a reason, so that later bills pass
 * (product.md §8). The tables belong to `mapping/`, which provides this class.
 */
export abstract class ConfirmedRows {
  /** Confirms the rows behind these hands that somebody else wrote: a person never confirms an own row, not even in 单人模式. */
  abstract confirm(tx: EntityManager, hands: readonly PayeeHand[], by: Actor): Promise<void>;

  /**
   * Locks the tables of the rows behind these hands until the transaction ends: what the content of the bill was compared with, and what is
   * confirmed, are then the same rows.
   */
  abstract lock(tx: EntityManager, hands: readonly PayeeHand[]): Promise<void>;

  /** Called after the commit: open bills behind these rows are mapped anew, without that hand. */
  abstract told(hands: readonly PayeeHand[]): void;
}
