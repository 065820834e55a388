import { readInt } from '../database/columns.js';
import { beijingClock } from '../domain/beijing-time.js';
import { actionsOf } from './card-params.js';
import { inHand } from './card-presses.js';
import type { NoticeCard } from './notice-card.js';
import { storedCard } from './stored-card.js';

/** Returns a message as people see it: its words, and who has it in hand as long as it has an action. */
export function shownCard(row: { card?: unknown; taken_name?: unknown; taken_at?: unknown }): NoticeCard {
  const card = storedCard(String(row.card));
  if (row.taken_name == null || row.taken_at == null || actionsOf(card).length === 0) return card;
  // Uses the stored time, never the present: the same words must give the same stamp.
  const at = beijingClock(readInt(row.taken_at)).slice(11, 16);
  return { ...card, notes: [...card.notes, inHand(String(row.taken_name), at)] };
}
