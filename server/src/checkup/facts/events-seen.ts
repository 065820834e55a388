import type { Settings } from '../../config/settings.js';
import type { Database } from '../../database/database.js';
import { LiveEvents } from '../../event-log/live-events.js';
import { channelSentence } from '../../intake/channel/channel-words.js';
import { EventChannel } from '../../intake/channel/event-channel.js';
import { EventTrust } from '../../intake/channel/event-trust.js';
import type { EventFacts } from '../probe/facts.js';

const DAY_MS = 86_400_000;

/** Returns how events arrive, and the forms whose approvals finished without an event. @param now Unix ms */
export async function eventsSeen(
  db: Database,
  settings: Pick<Settings, 'DINGTALK_EVENTS' | 'EVENT_TRUST_MS'>,
  now: number,
): Promise<EventFacts> {
  const channel = new EventChannel(db, new LiveEvents(), settings);
  const reading = await channel.read();
  // Over a channel without a permanent connection (HTTP), events may have arrived at any time.
  const since = reading.connected ? reading.since : reading.mode === 'http' ? now - 3 * DAY_MS : null;
  const trust = new EventTrust(db, channel, settings);
  const untold = since === null ? [] : await trust.untold(since, now);
  const names = await db.query<{ code: string; name: string }>(
    'SELECT process_code AS code, form_name AS name FROM scheme',
  );
  const nameOf = new Map(names.map(({ code, name }) => [code, name]));
  return {
    mode: reading.mode,
    connected: reading.connected,
    since: reading.since,
    // Starts that come say nothing about ends.
    lastEventAt: reading.lastEventAt === null ? null : await trust.lastEnd(),
    refused: reading.trouble === 'refused',
    words: channelSentence(reading) ?? '',
    untold: untold.map(({ processCode, approvals }) => ({ name: nameOf.get(processCode) ?? processCode, approvals })),
  };
}
