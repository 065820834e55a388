import { createHash } from 'node:crypto';
import { clip, isRecord, type JsonRecord, parseJson, pick, recordOf, textOf } from '../../json/json-reading.js';
import type { EventLeftOut } from '../channel/event-left-out.js';
import type { DeliveredEvent } from './event-inbox.js';

/** The readable content of an event; "" for a missing part. */
export interface EventFacts {
  /** Deduplication key: equal for the same event, ≤ 64 characters. */
  key: string;
  changeType: string;
  processCode: string;
  processInstanceId: string;
  /** Null if the event has to be processed. */
  leftOut: EventLeftOut | null;
}

/** Both spellings occur in published samples. */
const FINAL: ReadonlySet<string> = new Set(['finish', 'finsh']);
const WITHDRAWN = 'terminate';
const KEY_LENGTH = 64;

/** Reads an event leniently; any body gives facts (dingtalk.md §8.3). @param corpId our own corp id */
export function factsOf(event: DeliveredEvent, corpId: string): EventFacts {
  const parsed = parseJson(event.body);
  const body = inner(recordOf(parsed));
  const text = (...keys: string[]) => textOf(pick(body, ...keys)).trim();
  const facts = {
    changeType: clip(text('type'), 20),
    processCode: clip(text('processCode', 'process_code'), 64),
    processInstanceId: clip(text('processInstanceId', 'process_instance_id'), 64),
  };
  const ended = text('finishTime', 'finshTime', 'createTime');
  const key = keyOf(event, isRecord(parsed) ? [facts.processInstanceId, facts.changeType, ended] : [event.body]);
  const corp = event.corpId ?? text('corpId', 'CorpId');
  return { ...facts, key, leftOut: whyNot(event.eventType, isRecord(parsed), facts, corp !== '' && corp !== corpId) };
}

function whyNot(
  eventType: string,
  readable: boolean,
  { changeType, processInstanceId }: Pick<EventFacts, 'changeType' | 'processInstanceId'>,
  foreign: boolean,
): EventLeftOut | null {
  if (!readable) return 'unreadable';
  if (eventType !== 'bpms_instance_change') return 'other-event';
  if (foreign) return 'other-corp';
  if (changeType === WITHDRAWN) return 'withdrawn';
  if (!FINAL.has(changeType)) return 'not-final';
  return processInstanceId === '' ? 'no-instance' : null;
}

/** Returns DingTalk's id of the event; for older events without one, a hash of subject, kind and time. */
function keyOf({ eventId, eventType, corpId }: DeliveredEvent, what: readonly string[]): string {
  if (eventId !== '' && eventId.length <= KEY_LENGTH) return eventId;
  const all = eventId === '' ? [corpId ?? '', eventType, ...what] : [eventId];
  return createHash('sha256').update(all.join('|')).digest('hex');
}

/** Returns the fields. Some deliveries keep them in `data`, as an object or as its JSON text. */
function inner(body: JsonRecord): JsonRecord {
  const data = typeof body.data === 'string' ? parseJson(body.data) : body.data;
  return isRecord(data) && pick(body, 'processInstanceId') === undefined ? data : body;
}
