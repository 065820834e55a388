import { type Problem, problem } from '@dingdee/shared/problem';
import * as z from 'zod/mini';

/**
 * What the server refused, or why it could not be asked. `title` and `detail` are shown as they are.
 * Local codes: client/offline, client/timeout, client/unreadable; all others come from the server.
 */
export class ApiProblem extends Error {
  constructor(
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly status: number,
    readonly requestId: string | null = null,
    readonly fields: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
  }

  /** Somebody changed the bill since this page read it. */
  get stale(): boolean {
    return this.status === 409;
  }

  /** The server's disk is full, or its database away: it says so itself, and when it is over. */
  get nothingStored(): boolean {
    return this.code.startsWith('database/');
  }

  /** Kingdee still shows a bill that is said to be reversed: the person may confirm. */
  get notReversed(): boolean {
    return this.code === 'bill/not-reversed';
  }
}

function fromServer(body: Problem): ApiProblem {
  return new ApiProblem(body.code, body.title, body.detail, body.status, body.requestId ?? null, body.fields ?? {});
}

/** What a refusal says. @param body the answer as JSON; of a proxy between us it may be anything. */
export function refused(status: number, body: unknown): ApiProblem {
  const parsed = z.safeParse(problem, body);
  if (parsed.success) return fromServer(parsed.data);
  return new ApiProblem(
    'client/unreadable',
    '服务器没有正常回答',
    '回答读不出来。数据没有改动，稍后再试一次；一直这样请告诉管理员。',
    status,
  );
}

export const timedOut = (afterMs: number): ApiProblem =>
  new ApiProblem(
    'client/timeout',
    '服务器没有回应',
    `等了 ${Math.round(afterMs / 1000)} 秒没有回应。已选的单据和没保存的修改都还在。`,
    0,
  );

export const offline = (): ApiProblem =>
  new ApiProblem('client/offline', '没有连上服务器', '网络断开或服务器不在。已选的单据和没保存的修改都还在。', 0);

/** The answer does not have the shape both sides agreed on: a page of another version is the usual cause. */
export function unreadable(path: string): ApiProblem {
  return new ApiProblem(
    'client/unreadable',
    '页面与服务器版本不一致',
    `${path} 的回答看不懂。刷新页面再试；一直这样请告诉管理员。`,
    0,
  );
}
