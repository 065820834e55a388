import type { CallbackAnswer, CallbackMessage, CallbackQuery } from '@dingdee/shared/callback';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { SETTINGS, type Settings, takesCallbacks } from '../../config/settings.js';
import { Connections } from '../../connection/connections.js';
import {
  type CallbackKeys,
  type Forgery,
  openMessage,
  sealMessage,
} from '../../connectors/dingtalk/callback/sealed-message.js';
import { Database } from '../../database/database.js';
import { parseJson, pick, recordOf, textOf } from '../../json/json-reading.js';
import { EventChannel, type HttpTrouble } from '../channel/event-channel.js';
import { CallbackRefusedError } from './callback.errors.js';
import { CallbackNonces } from './callback-nonces.js';
import { type DeliveredEvent, EventInbox } from './event-inbox.js';

/** Event types that DingTalk posts to test the address when it is entered (dingtalk.md §8.2). */
const CHECKS: ReadonlySet<string> = new Set(['check_url', 'check_create_suite_url']);
type Refused = Forgery | 'used';
/** Log text for administrators: which of the configured values differs. */
const WHY: Readonly<Record<Refused, string>> = {
  signature: '签名不对（token 不一样，或不是钉钉发的）',
  time: '时间差五分钟以上（请校准服务器的时钟）',
  sealed: '打不开（aes_key 不一样）',
  owner: '不是发给这个应用的',
  used: '同一条又来了',
};
/** Reasons that people are told on the page; a message that comes again hides nothing. */
const TOLD: Readonly<Partial<Record<Refused, HttpTrouble>>> = {
  signature: 'http-signature',
  time: 'http-time',
  sealed: 'http-sealed',
  owner: 'http-owner',
};
/** Shortest time between two log lines and notes about refusals, in ms; anybody may post to this address. */
const TELL_EVERY_MS = 60_000;

/** Receives events over HTTP: opens the message, stores it, then acknowledges it, and does nothing else while DingTalk waits. */
@Injectable()
export class TakeCallback {
  private readonly log = new Logger('callback');
  private readonly keys: CallbackKeys | null;
  private readonly refused = new Map<Refused, number>();
  private toldAt = 0;

  constructor(
    private readonly db: Database,
    private readonly inbox: EventInbox,
    private readonly nonces: CallbackNonces,
    private readonly channel: EventChannel,
    connections: Connections,
    @Inject(SETTINGS) settings: Settings,
  ) {
    this.keys = takesCallbacks(settings) ? keysOf({ ...settings, ...connections.config('dingtalk') }) : null;
  }

  /** Whether this program receives events over HTTP. */
  get open(): boolean {
    return this.keys !== null;
  }

  /**
   * @returns the acknowledgement, once the event is committed.
   * @throws CallbackRefusedError for a message that is not DingTalk's or came before; the database's own error if nothing
   * could be written (DingTalk then delivers again).
   */
  async take(query: CallbackQuery, { encrypt }: CallbackMessage): Promise<CallbackAnswer> {
    if (this.keys === null) throw new CallbackRefusedError();
    const { timestamp = '', nonce = '' } = query;
    const signature = query.msg_signature ?? query.signature ?? '';
    const opened = openMessage({ signature, timestamp, nonce, encrypt }, this.keys, Date.now());
    if (!opened.ok) throw await this.refuse(opened.why);
    const event = eventOf(opened.text);
    const taken = await this.db.inTransaction(async (tx) => {
      if (!(await this.nonces.use(tx, nonce))) return 'used';
      return event && { event, written: await this.inbox.write(tx, event) };
    });
    if (taken === 'used') throw await this.refuse('used');
    if (taken) this.inbox.taken(taken.event.channel, taken.written);
    else {
      this.log.log('钉钉验证了事件推送的地址');
      await this.channel.tested();
    }
    const sealed = sealMessage('success', this.keys, { owner: opened.owner, now: Date.now() });
    const { signature: msg_signature, timestamp: timeStamp, nonce: own, encrypt: answer } = sealed;
    return { msg_signature, timeStamp, nonce: own, encrypt: answer };
  }

  private async refuse(why: Refused): Promise<CallbackRefusedError> {
    this.refused.set(why, (this.refused.get(why) ?? 0) + 1);
    const now = Date.now();
    if (Math.abs(now - this.toldAt) >= TELL_EVERY_MS) {
      this.toldAt = now;
      this.log.warn(
        `不接收的消息（启动以来）：${[...this.refused].map(([each, n]) => `${WHY[each]} ${n} 条`).join('，')}`,
      );
      await this.note(why);
    }
    return new CallbackRefusedError();
  }

  private async note(why: Refused): Promise<void> {
    const trouble = TOLD[why];
    if (!trouble) return;
    try {
      await this.channel.refused(trouble, this.refused.get(why) ?? 0);
    } catch (error) {
      this.log.warn(`callback: ${String(error)}`);
    }
  }
}

/** Returns the keys; settings.ts guarantees both values if callbacks are received. */
function keysOf(settings: Settings): CallbackKeys {
  const { DINGTALK_CALLBACK_TOKEN: token = '', DINGTALK_CALLBACK_AES_KEY: aesKey = '' } = settings;
  return { token, aesKey, owners: [settings.DINGTALK_CLIENT_ID, settings.DINGTALK_CORP_ID] };
}

/** Reads the event. @returns null for a test of the address. */
function eventOf(text: string): DeliveredEvent | null {
  const body = recordOf(parseJson(text));
  const eventType = textOf(pick(body, 'EventType', 'eventType'));
  if (CHECKS.has(eventType)) return null;
  const born = Number(textOf(pick(body, 'EventTime', 'eventTime', 'TimeStamp')) || Number.NaN);
  return {
    channel: 'http',
    eventId: textOf(pick(body, 'eventId', 'EventId')),
    eventType,
    bornAt: Number.isFinite(born) ? new Date(born) : null,
    corpId: textOf(pick(body, 'CorpId', 'corpId')) || null,
    body: text,
  };
}
