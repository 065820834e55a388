import { createHmac } from 'node:crypto';
import type { Leaving, WriteOutcome } from '../source.js';
import type { DingTalkHttp } from './call/dingtalk-http.js';

const PATH = '/robot/send';

/** `sign` of a group's robot: HMAC-SHA256 of "timestamp\nsecret" by the secret, base64 (dingtalk.md §6.4). @param at Unix ms */
export const robotSign = (secret: string, at: number): string =>
  createHmac('sha256', secret).update(`${at}\n${secret}`).digest('base64');

/** It has sent too much and rests. 410100 is UNCONFIRMED for robots with 加签 (dingtalk.md §6.4). */
export const ROBOT_TOO_OFTEN: ReadonlySet<string> = new Set(['130101', '410100']);

/** Robots of groups: they know no app and no token, only their own key. */
export class DingTalkRobots {
  constructor(private readonly http: DingTalkHttp) {}

  /** See DingTalkClient: of the address only the token is kept, so that nothing goes to another host than DingTalk's. */
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
