import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DingTalkClient } from '../../connectors/source.js';
import { clock } from '../../database/clock.js';
import { changedBy, Database } from '../../database/database.js';
import { insertRows } from '../../database/rows.js';
import { clip } from '../../json/json-reading.js';
import { Wakes } from '../../queue/wakes.js';
import { DingTalkEvent } from './dingtalk-event.entity.js';
import { factsOf } from './event-facts.js';
import { EventMeter } from './event-meter.js';

/** One event as DingTalk delivered it, whatever the channel. */
export interface DeliveredEvent {
  channel: 'stream' | 'http';
  /** DingTalk's own; "" where an older shape has none. */
  eventId: string;
  eventType: string;
  bornAt: Date | null;
  corpId: string | null;
  /** JSON text of the event's own fields, untouched. */
  body: string;
}

/** What came of writing an event. */
export interface Written {
  /** It was not there before. */
  isNew: boolean;
  /** Somebody has to look at it. */
  toDo: boolean;
}

/** Where events stand before they are acknowledged: each once, however often it is delivered. */
@Injectable()
export class EventInbox {
  constructor(
    private readonly db: Database,
    private readonly dingtalk: DingTalkClient,
    private readonly wakes: Wakes,
    private readonly meter: EventMeter,
  ) {}

  /**
   * Resolves once the event stands durably (or was known already): only then may it be acknowledged. Throws when it could not be written:
   * no acknowledgement, DingTalk delivers again.
   */
  async take(event: DeliveredEvent): Promise<void> {
    this.taken(event.channel, await this.db.inTransaction((tx) => this.write(tx, event)));
  }

  /** The same in a transaction of the caller's, who says `taken` once it is committed. */
  async write(tx: EntityManager, event: DeliveredEvent): Promise<Written> {
    const now = clock.now();
    const facts = factsOf(event, this.dingtalk.corpId);
    const isNew = !(await this.again(tx, facts.key, event.channel));
    if (isNew) {
      const { processCode, processInstanceId, changeType, leftOut } = facts;
      const born = event.bornAt?.getTime() ?? Number.NaN;
      const type = clip(event.eventType, 64);
      await insertRows(tx, DingTalkEvent, [
        {
          event_key: facts.key,
          channels: event.channel,
          deliveries: 1,
          event_type: type,
          change_type: changeType,
          process_code: processCode,
          process_instance_id: processInstanceId,
          born_at: Number.isFinite(born) ? born : null,
          received_at: now,
          ...(leftOut === null
            ? { state: 'received', reason: null, due_at: now, settled_at: null }
            : { state: 'left-out', reason: leftOut, due_at: null, settled_at: now }),
          attempt: 0,
        },
      ]);
    }
    return { isNew, toDo: isNew && facts.leftOut === null };
  }

  /** It is committed: counted, and worked on here, where it is in nobody else's hands. */
  taken(channel: DeliveredEvent['channel'], { isNew, toDo }: Written): void {
    this.meter.count(channel, !isNew);
    if (toDo) this.wakes.wakeHere('event');
  }

  private async again(tx: EntityManager, key: string, channel: DeliveredEvent['channel']): Promise<boolean> {
    const lock = this.db.dialect === 'mysql' ? ' FOR UPDATE' : '';
    const sql = `SELECT channels FROM dingtalk_event WHERE event_key = ?${lock}`;
    const rows: { channels: string }[] = await tx.query(sql, [key]);
    if (rows[0] === undefined) return false;
    const known = rows[0].channels.split(',');
    const channels = known.includes(channel) ? known : [...known, channel];
    await changedBy(tx, 'UPDATE dingtalk_event SET deliveries = deliveries + 1, channels = ? WHERE event_key = ?', [
      channels.join(','),
      key,
    ]);
    return true;
  }
}
