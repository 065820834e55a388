import { createHash } from 'node:crypto';
import { clip, isRecord, type JsonRecord, parseJson, pick, recordOf, textOf } from '../../json/json-reading.js';
import type { DeliveredEvent } from './event-inbox.js';

/** Why an event is not worked on. Told by code; each leaves the approval to the sweeps. */
export type LeftOut =
  /** Not of an approval, or of one of its tasks. */
  | 'other-event'
  /** The approval goes on, was deleted, or the kind of change is not known. */
  | 'not-final'
  /** Its applicant took it back: nothing can become of it, and a call for each would let anybody spend the month's. */
  | 'withdrawn'
  | 'unreadable'
  /** It does not say which approval, or which form: an older shape. */
  | 'no-instance'
  | 'no-code'
  | 'other-corp'
  /** No scheme that is on collects this form. */
  | 'no-scheme'
  /** The approval is gone. */
  | 'deleted'
  | 'still-open'
  /** DingTalk refuses to show it: a person has to mend something. */
  | 'refused'
  /** The month's calls are used up. */
  | 'quota'
  /** Tried as often as is worth it. */
  | 'tries';

/** What an event says, as far as it can be read; "" for what it does not. */
export interface EventFacts {
  /** The same for the same event, ≤ 64 characters. */
  key: string;
  changeType: string;
  processCode: string;
  processInstanceId: string;
  /** Null where it is worth a look. */
  leftOut: LeftOut | null;
}

/** Spelt both ways in published samples. */
const FINAL: ReadonlySet<string> = new Set(['finish', 'finsh']);
const WITHDRAWN = 'terminate';
const KEY_LENGTH = 64;

/** Reads leniently: whatever the body is, the answer is facts (dingtalk.md §8.3). @param corpId ours */
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
): LeftOut | null {
  if (!readable) return 'unreadable';
  if (eventType !== 'bpms_instance_change') return 'other-event';
  if (foreign) return 'other-corp';
  if (changeType === WITHDRAWN) return 'withdrawn';
  if (!FINAL.has(changeType)) return 'not-final';
  return processInstanceId === '' ? 'no-instance' : null;
}

/** The id that DingTalk gave; older events have none and are told apart by what happened to what and when. */
function keyOf({ eventId, eventType, corpId }: DeliveredEvent, what: readonly string[]): string {
  if (eventId !== '' && eventId.length <= KEY_LENGTH) return eventId;
  const all = eventId === '' ? [corpId ?? '', eventType, ...what] : [eventId];
  return createHash('sha256').update(all.join('|')).digest('hex');
}

/** Some deliveries keep the fields in `data`, as an object or as the JSON text of one. */
function inner(body: JsonRecord): JsonRecord {
  const data = typeof body.data === 'string' ? parseJson(body.data) : body.data;
  return isRecord(data) && pick(body, 'processInstanceId') === undefined ? data : body;
}
