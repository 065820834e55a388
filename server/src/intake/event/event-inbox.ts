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

/** One event as DingTalk delivered it, over either channel. */
export interface DeliveredEvent {
  channel: 'stream' | 'http';
  /** DingTalk's id of the event; "" if an older shape has none. */
  eventId: string;
  eventType: string;
  bornAt: Date | null;
  corpId: string | null;
  /** JSON text of the event's own fields, unchanged. */
  body: string;
}

/** The result of storing an event. */
export interface Written {
  /** Whether the event was not stored before. */
  isNew: boolean;
  /** Whether a worker has to process the event. */
  toDo: boolean;
}

/** Stores events before they are acknowledged, deduplicated by their key. */
@Injectable()
export class EventInbox {
  constructor(
    private readonly db: Database,
    private readonly dingtalk: DingTalkClient,
    private readonly wakes: Wakes,
    private readonly meter: EventMeter,
  ) {}

  /**
   * Stores an event; resolves once it is committed (or was known already), and only then may it be acknowledged. Throws if it could not be
   * written: without an acknowledgement DingTalk delivers it again.
   */
  async take(event: DeliveredEvent): Promise<void> {
    this.taken(event.channel, await this.db.inTransaction((tx) => this.write(tx, event)));
  }

  /** Stores an event in the caller's transaction; the caller calls `taken` after the commit. */
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

  /** Counts a committed event, and wakes the worker of this process for it. */
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
