import * as z from 'zod/mini';
import type { Settings } from '../../config/settings.js';
import type { Database } from '../../database/database.js';
import type { Facts } from '../probe/facts.js';

const shown = z.object({ params: z.object({ template: z.string(), made: z.number() }) });

/** Returns when 试发一张 last showed a card of the present template; null if no template is set. */
export async function cardsSeen(
  db: Database,
  { DINGTALK_CARD_TEMPLATE: template }: Pick<Settings, 'DINGTALK_CARD_TEMPLATE'>,
): Promise<Facts['cards']> {
  if (template === '') return null;
  const [row] = await db.query<{ finding: string }>(
    "SELECT finding FROM check_up_line WHERE line = 'dingtalk/try-card' AND state = 'green'",
  );
  const read = shown.safeParse(JSON.parse(row?.finding || 'null'));
  return { shownAt: read.success && read.data.params.template === template ? read.data.params.made : null };
}
