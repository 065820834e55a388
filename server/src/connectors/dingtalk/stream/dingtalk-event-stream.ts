import type { Settings } from '../../../config/settings.js';
import { textOf } from '../../../json/json-reading.js';
import { tlsTrouble, tlsWords } from '../../../outage/tls-trouble.js';
import type { CardCallbacks } from '../../cards.js';
import { type EventLink, EventStream, type LinkListener } from '../../event-stream.js';
import { DingTalkError } from '../../source.js';
import { sentenceFor } from '../call/answer-class.js';
import type { DingTalkHttp } from '../call/dingtalk-http.js';
import { CARD_SUBSCRIPTION, StreamClient, SUBSCRIPTIONS } from './stream-client.js';

export type StreamSettings = Pick<
  Settings,
  'DINGTALK_CLIENT_ID' | 'DINGTALK_CLIENT_SECRET' | 'DINGTALK_API_URL' | 'DINGTALK_TIMEOUT_MS'
>;

const TICKET = '/v1.0/gateway/connections/open';

/**
 * Opens stream connections of the app. The ticket is fetched by our own HTTP client, so that host, certificates and limits are those of
 * every other call.
 */
export class DingTalkEventStream extends EventStream {
  constructor(
    private readonly http: DingTalkHttp,
    private readonly app: StreamSettings,
    /** Handler of card presses; null if there are no cards. */
    private readonly presses: CardCallbacks | null = null,
  ) {
    super();
  }

  async open(listener: LinkListener, silenceMs: number): Promise<EventLink> {
    const url = await this.ticket();
    const client = new StreamClient(listener, silenceMs, this.presses);
    try {
      await client.open(url, this.app.DINGTALK_TIMEOUT_MS);
    } catch (error) {
      throw notOpened(error);
    }
    return client;
  }

  /** Returns the address with a ticket for one connection. @throws DingTalkError */
  private async ticket(): Promise<string> {
    const { DINGTALK_CLIENT_ID: clientId, DINGTALK_CLIENT_SECRET: clientSecret } = this.app;
    const subscriptions = this.presses === null ? SUBSCRIPTIONS : [...SUBSCRIPTIONS, CARD_SUBSCRIPTION];
    const answer = await this.http.withoutToken({
      family: 'v1',
      method: 'POST',
      path: TICKET,
      body: { clientId, clientSecret, ua: 'dingdee', subscriptions },
      purpose: 'login',
    });
    const [endpoint, ticket] = [textOf(answer.endpoint), textOf(answer.ticket)];
    // The stream must not be less protected than our own requests.
    const safe = this.app.DINGTALK_API_URL.startsWith('https:') ? ['wss:'] : ['wss:', 'ws:'];
    if (ticket === '' || !URL.canParse(endpoint) || !safe.includes(new URL(endpoint).protocol))
      throw new DingTalkError('transient', '钉钉没有给出可用的事件推送地址。稍后会再试。', 'endpoint');
    const url = new URL(endpoint);
    url.searchParams.set('ticket', ticket);
    return url.toString();
  }
}

function notOpened(error: unknown): DingTalkError {
  const trouble = tlsTrouble(error);
  if (trouble)
    return new DingTalkError(
      'configuration',
      `钉钉事件推送的${tlsWords(trouble)}。请管理员检查服务器前面的代理是否换掉了证书。`,
      trouble.code,
    );
  // The socket package reports the status only in its message.
  const status = error instanceof Error ? /server response: (\d{3})/.exec(error.message)?.[1] : undefined;
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'socket';
  return new DingTalkError('transient', sentenceFor('transient', ''), status ?? code);
}
