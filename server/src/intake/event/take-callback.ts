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
import { CallbackRefusedError } from './callback.errors.js';
import { CallbackNonces } from './callback-nonces.js';
import { type DeliveredEvent, EventInbox } from './event-inbox.js';

/** What DingTalk posts when somebody enters the address, to see whether it is answered (dingtalk.md §8.2). */
const CHECKS: ReadonlySet<string> = new Set(['check_url', 'check_create_suite_url']);
type Refused = Forgery | 'used';
/** For who set it up: which of the values differs. */
const WHY: Readonly<Record<Refused, string>> = {
  signature: '签名不对（token 不一样，或不是钉钉发的）',
  time: '时间差五分钟以上（请校准服务器的时钟）',
  sealed: '打不开（aes_key 不一样）',
  owner: '不是发给这个应用的',
  used: '同一条又来了',
};
/** A minute of refusals is one line of the log: anybody may post. */
const TELL_EVERY_MS = 60_000;

/** The HTTP channel of events: opened, written down, then acknowledged, and nothing else while DingTalk waits. */
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
    connections: Connections,
    @Inject(SETTINGS) settings: Settings,
  ) {
    this.keys = takesCallbacks(settings) ? keysOf({ ...settings, ...connections.config('dingtalk') }) : null;
  }

  /** Whether this program takes events by HTTP at all. */
  get open(): boolean {
    return this.keys !== null;
  }

  /**
   * @returns the acknowledgement, once what the message brings is committed.
   * @throws CallbackRefusedError for what is not DingTalk's, or came before; the database's own error where nothing could be written: DingTalk delivers again.
   */
  async take(query: CallbackQuery, { encrypt }: CallbackMessage): Promise<CallbackAnswer> {
    if (this.keys === null) throw new CallbackRefusedError();
    const { timestamp = '', nonce = '' } = query;
    const signature = query.msg_signature ?? query.signature ?? '';
    const opened = openMessage({ signature, timestamp, nonce, encrypt }, this.keys, Date.now());
    if (!opened.ok) throw this.refuse(opened.why);
    const event = eventOf(opened.text);
    const taken = await this.db.inTransaction(async (tx) => {
      if (!(await this.nonces.use(tx, nonce))) return 'used';
      return event && { event, written: await this.inbox.write(tx, event) };
    });
    if (taken === 'used') throw this.refuse('used');
    if (taken) this.inbox.taken(taken.event.channel, taken.written);
    else this.log.log('钉钉验证了事件推送的地址');
    const sealed = sealMessage('success', this.keys, { owner: opened.owner, now: Date.now() });
    const { signature: msg_signature, timestamp: timeStamp, nonce: own, encrypt: answer } = sealed;
    return { msg_signature, timeStamp, nonce: own, encrypt: answer };
  }

  private refuse(why: Refused): CallbackRefusedError {
    this.refused.set(why, (this.refused.get(why) ?? 0) + 1);
    const now = Date.now();
    if (Math.abs(now - this.toldAt) >= TELL_EVERY_MS) {
      this.toldAt = now;
      this.log.warn(
        `不接收的消息（启动以来）：${[...this.refused].map(([each, n]) => `${WHY[each]} ${n} 条`).join('，')}`,
      );
    }
    return new CallbackRefusedError();
  }
}

/** Both are there where callbacks are taken (settings.ts). */
function keysOf(settings: Settings): CallbackKeys {
  const { DINGTALK_CALLBACK_TOKEN: token = '', DINGTALK_CALLBACK_AES_KEY: aesKey = '' } = settings;
  return { token, aesKey, owners: [settings.DINGTALK_CLIENT_ID, settings.DINGTALK_CORP_ID] };
}

/** @returns null for a question whether the address answers. */
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
