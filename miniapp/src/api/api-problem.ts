import { type Problem, problem } from '@dingdee/shared/problem';
import * as z from 'zod/mini';

/**
 * A refusal of the server, or the reason why the request could not be made. `title` and `detail` are shown unchanged. Local codes: client/offline,
 * client/timeout, client/unreadable, client/unknown, client/saved; all other codes come from the server.
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

  /** True if somebody changed the bill after this page read it. */
  get stale(): boolean {
    return this.status === 409 && !this.code.startsWith('request/');
  }

  /** True if it is unknown whether the server did the write: no answer came, or a proxy answered. */
  get unknown(): boolean {
    return ['client/unknown', 'client/timeout', 'client/offline'].includes(this.code);
  }

  /** True if the trouble passes by itself: network, proxy, restarting server, full disk, too many requests, a first try that is still running. */
  get passes(): boolean {
    return this.unknown || [408, 425, 429, 502, 503, 504].includes(this.status) || this.code === 'request/running';
  }

  /** True if the server's disk is full or its database is away. The server reports this itself, and also its end. */
  get nothingStored(): boolean {
    return this.code.startsWith('database/');
  }

  /** True if Kingdee still shows a bill that the person reports as reversed; the person may confirm. */
  get notReversed(): boolean {
    return this.code === 'bill/not-reversed';
  }
}

function fromServer(body: Problem): ApiProblem {
  return new ApiProblem(body.code, body.title, body.detail, body.status, body.requestId ?? null, body.fields ?? {});
}

/**
 * Builds the problem for a refusal.
 * @param body the answer as JSON; the body of a proxy may be anything
 * @param writes true if the request was a write: a proxy's answer says nothing about its result
 */
export function refused(status: number, body: unknown, writes: boolean): ApiProblem {
  const parsed = z.safeParse(problem, body);
  if (parsed.success) return fromServer(parsed.data);
  if (writes) return unknownEnd(status);
  const detail = '回答读不出来，稍后再试一次；一直这样请告诉管理员。';
  return new ApiProblem('client/unreadable', '服务器没有正常回答', detail, status);
}

/** The problem for a write that had left when a gateway answered instead of the server. */
const unknownEnd = (status: number): ApiProblem =>
  new ApiProblem(
    'client/unknown',
    '不知道是否已保存',
    '服务器的回答没有收到。先看一眼现在的样子，没有变的，再做一次。',
    status,
  );

export const timedOut = (afterMs: number, writes: boolean): ApiProblem =>
  new ApiProblem(
    'client/timeout',
    writes ? '不知道是否已保存' : '服务器没有回应',
    `等了 ${Math.round(afterMs / 1000)} 秒没有回应。${
      writes ? '先看一眼现在的样子，没有变的，再做一次。' : ''
    }已选的单据和没保存的修改都还在。`,
    0,
  );

export const offline = (writes: boolean): ApiProblem =>
  new ApiProblem(
    'client/offline',
    '没有连上服务器',
    `网络断开或服务器不在${writes ? '，不知道这一步到了没有' : ''}。已选的单据和没保存的修改都还在。`,
    0,
  );

/** Builds the problem for an answer that does not match the contract; the usual cause is a page of another version. */
export function unreadable(path: string): ApiProblem {
  return new ApiProblem(
    'client/unreadable',
    '页面与服务器版本不一致',
    `${path} 的回答看不懂。刷新页面再试；一直这样请告诉管理员。`,
    0,
  );
}
