import type { Problem } from '@dingdee/shared/problem';
import { HttpException } from '@nestjs/common';
import { DingTalkError, type DingTalkErrorClass } from '../connectors/source.js';
import { databaseTroubleOf } from '../database/database-away.js';
import { databaseProblem } from '../database/database-problem.js';
import { commitsSoFar } from '../database/request-commits.js';
import { DomainError } from '../problem/domain-error.js';

type Words = readonly [code: string, title: string, detail: string];

/** Refusals of the framework before a controller is reached. */
const REFUSED: Readonly<Record<number, Words>> = {
  400: ['request/unreadable', '请求无法识别', '提交的内容不是有效的 JSON，没有任何改动。请刷新页面后重试。'],
  401: ['session/missing', '登录已过期', '请重新登录，页面上未保存的内容不会丢失。'],
  403: ['access/refused', '没有权限', '你的角色不能做这一步，请联系管理员。'],
  404: ['request/not-found', '没有这个地址', '请求的地址不存在，请回到首页重新进入。'],
  405: ['request/method', '不支持这种请求', '这个地址不支持这种请求方式。'],
  413: ['request/too-large', '提交的内容太大', '一次最多提交 2 MB，没有任何改动。请分几次提交。'],
  415: ['request/not-json', '请求格式不对', '写操作须以 application/json 提交，没有任何改动。'],
  429: ['request/too-many', '操作太频繁', '请求过于频繁，没有任何改动。请稍等一分钟再试。'],
};
const BROKEN: Words = [
  'server/failed',
  '程序出错了',
  '这一步没有完成。已记录错误，请稍后重试；仍不行时把下面的编号告诉管理员。',
];
/** DingTalk refusals that may succeed later, unlike settings that a person must fix. */
const LATER: ReadonlySet<DingTalkErrorClass> = new Set(['rate', 'ip-ban', 'quota', 'transient']);

/** @returns the problem for any error, and whether it is a fault of ours that must be logged. */
export function problemOf(error: unknown, requestId: string): { problem: Problem; fault: boolean } {
  if (error instanceof DomainError) {
    const { details, code, title, status, message } = error;
    return {
      fault: false,
      problem: { ...details, type: `/problems/${code}`, code, title, status, detail: message, requestId },
    };
  }
  if (error instanceof DingTalkError) {
    const code = `dingtalk/${error.errorClass}`;
    const status = LATER.has(error.errorClass) ? 503 : 502;
    const problem = {
      type: `/problems/${code}`,
      code,
      title: '钉钉没有完成这一步',
      status,
      detail: error.sentence,
      requestId,
    };
    return { fault: false, problem };
  }
  const trouble = databaseTroubleOf(error);
  if (trouble !== null) {
    const [code, title, detail] = databaseProblem(trouble, commitsSoFar());
    return { fault: false, problem: { type: `/problems/${code}`, code, title, status: 503, detail, requestId } };
  }
  const status = statusOf(error);
  const [code, title, detail] = REFUSED[status] ?? BROKEN;
  const known = status in REFUSED;
  return {
    fault: !known,
    problem: { type: `/problems/${code}`, code, title, status: known ? status : 500, detail, requestId },
  };
}

function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  if (error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number') return error.statusCode;
  return 500;
}
