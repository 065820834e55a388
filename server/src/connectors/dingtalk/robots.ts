import { createHmac } from 'node:crypto';
import type { Leaving, WriteOutcome } from '../source.js';
import type { DingTalkHttp } from './call/dingtalk-http.js';

const PATH = '/robot/send';

/** Returns the `sign` of a group robot: HMAC-SHA256 of "timestamp\nsecret" with the secret as key, base64 (dingtalk.md §6.4). @param at Unix ms */
export const robotSign = (secret: string, at: number): string =>
  createHmac('sha256', secret).update(`${at}\n${secret}`).digest('base64');

/** Codes for a robot that has sent too many messages and must pause. 410100 is UNCONFIRMED for robots with 加签 (dingtalk.md §6.4). */
export const ROBOT_TOO_OFTEN: ReadonlySet<string> = new Set(['130101', '410100']);

/** Group robots: they use no app and no app token, only their own key. */
export class DingTalkRobots {
  constructor(private readonly http: DingTalkHttp) {}

  /** See DingTalkClient. Only the token of the address is kept, so that nothing is sent to another host than DingTalk's. */
  tokenOf(address: string): string | null {
    if (!URL.canParse(address)) return null;
    const { origin, pathname, searchParams, username, password } = new URL(address);
    const token = searchParams.get('access_token') ?? '';
    if (origin !== this.http.oldHost || pathname !== PATH || username !== '' || password !== '') return null;
    return /^[0-9A-Za-z_-]{8,200}$/.test(token) ? token : null;
  }

  post(
    { token, secret }: { token: string; secret: string },
    { title, text }: { title: string; text: string },
    leaving?: Leaving,
  ): Promise<WriteOutcome> {
    const at = Date.now();
    return this.http.write({
      family: 'topapi',
      method: 'POST',
      path: PATH,
      query: { access_token: token, timestamp: at, sign: robotSign(secret, at) },
      body: { msgtype: 'markdown', markdown: { title, text } },
      purpose: 'robot',
      ownKey: true,
      leaving,
    });
  }
}
