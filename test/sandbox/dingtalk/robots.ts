import { createHmac } from 'node:crypto';
import type { SandboxContext } from '../context.js';
import { OldApiError } from './api-error.js';

/** Message that a robot posted to its group. */
export interface GroupPost {
  token: string;
  at: number;
  title: string;
  text: string;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const REST_MS = 600_000;
const PER_MINUTE = 20;

/** Simulates group robots with 加签 (dingtalk.md §6.4); `posted` is what their groups see. */
export class RobotDesk {
  readonly posted: GroupPost[] = [];
  /** Secrets by token. */
  private readonly robots = new Map<string, string>();
  private readonly restsUntil = new Map<string, number>();

  constructor(private readonly ctx: SandboxContext) {}

  /** Adds a robot to a group. @returns the secret that its settings show. */
  add(token: string, secret = `SEC${createHmac('sha256', 'group').update(token).digest('hex')}`): string {
    this.robots.set(token, secret);
    return secret;
  }

  post(query: Readonly<Record<string, unknown>>, { title, text }: { title: string; text: string }): void {
    const { robotRefusal } = this.ctx.switches.dingtalk;
    if (robotRefusal !== 'none') throw new OldApiError(Number(robotRefusal), 'refused by switch');
    const now = this.ctx.clock.now();
    const token = String(query.access_token ?? '');
    const secret = this.robots.get(token);
    if (secret === undefined) throw new OldApiError(300005, 'token is not exist');
    const at = Number(query.timestamp);
    const sign = createHmac('sha256', secret).update(`${query.timestamp}\n${secret}`).digest('base64');
    if (!(Math.abs(now - at) <= HOUR_MS)) throw new OldApiError(310000, 'invalid timestamp');
    if (query.sign !== sign) throw new OldApiError(310000, 'sign not match');
    const minute = this.posted.filter((one) => one.token === token && one.at > now - MINUTE_MS);
    if (now < (this.restsUntil.get(token) ?? 0) || minute.length >= PER_MINUTE) {
      this.restsUntil.set(token, now + REST_MS);
      throw new OldApiError(130101, 'send too fast, exceed 20 times per minute');
    }
    this.posted.push({ token, at: now, title, text });
  }
}
