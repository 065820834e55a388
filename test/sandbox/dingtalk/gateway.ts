import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Answer, sendThroughFault } from '../fault-transport.js';
import type { Fault } from '../faults.js';
import { approvalRoutes } from './api-approvals.js';
import { cardRoutes } from './api-cards.js';
import { commentRoutes } from './api-comments.js';
import { contactRoutes } from './api-contacts.js';
import { jsonAnswer, NewApiError, newErrorAnswer, OldApiError, oldErrorAnswer, oldRequestId } from './api-error.js';
import { noticeRoutes } from './api-notices.js';
import { robotRoutes } from './api-robots.js';
import { streamRoutes } from './api-stream.js';
import { templateRoutes } from './api-templates.js';
import { todoRoutes } from './api-todos.js';
import { tokenRoutes } from './api-tokens.js';
import { parseRequestBody, type RequestFields } from './request-body.js';
import type { DingTalkState, Route } from './route.js';

const ROUTES: readonly Route[] = [
  ...tokenRoutes,
  ...approvalRoutes,
  ...templateRoutes,
  ...commentRoutes,
  ...contactRoutes,
  ...noticeRoutes,
  ...robotRoutes,
  ...todoRoutes,
  ...cardRoutes,
  ...streamRoutes,
];

const FIXED = new Map(ROUTES.filter(({ path }) => !path.includes('{')).map((route) => [route.path, route]));
const VARIABLE = ROUTES.filter(({ path }) => path.includes('{')).map((route) => ({
  route,
  pattern: new RegExp(`^${route.path.replace(/\{\w+\}/g, '([^/]+)')}$`),
}));

function match(path: string): { route: Route; params: string[] } | undefined {
  const fixed = FIXED.get(path);
  if (fixed) return { route: fixed, params: [] };
  for (const { route, pattern } of VARIABLE) {
    const found = pattern.exec(path);
    if (found) return { route, params: found.slice(1).map(decodeURIComponent) };
  }
  return undefined;
}

// dingtalk.md §9: one row per limit, in the words of each family.
const REFUSALS = {
  qps: {
    old: ['90018', '您的应用调用该接口次数过多，超过了QPS限制，请稍后再试'],
    new: ['Forbidden.AccessDenied.QpsLimitForAppkeyAndApi', '应用调用该接口的QPS超过限制，请稍后重试'],
  },
  quota: {
    old: ['90020', '您的组织本月API调用次数已用尽'],
    new: ['Forbidden.AccessDenied.ApiCountLimitForOrg', '组织本月API调用次数已达上限'],
  },
  permission: {
    old: ['60011', '应用尚未开通所需的权限：[qyapi_aflow]，点击链接申请并开通即可：https://open-dev.dingtalk.com'],
    new: [
      'Forbidden.AccessDenied.AccessTokenPermissionDenied',
      '应用尚未开通所需的权限：[Workflow.Instance.Read]，点击链接申请并开通即可：https://open-dev.dingtalk.com',
    ],
  },
} as const;

type Refusal = keyof typeof REFUSALS;

/** Handles one call of an API: token, limits, quota, faults, then the handler. */
export class DingTalkGateway {
  constructor(private readonly state: DingTalkState) {}

  async handle(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { ctx } = this.state;
    const path = (request.raw.url ?? '').split('?')[0] ?? '';
    const found = match(path);
    const known = found?.route.method === request.method ? found : undefined;
    if (!known) {
      const answer = path.startsWith('/v1.0/')
        ? // §9 "wrong path": the new host answers HTTP 200 errcode 404.
          jsonAnswer({ errcode: 404, errmsg: '请求的URI地址不存在' })
        : oldErrorAnswer(found ? new OldApiError(43002, '需要POST请求') : new OldApiError(22, 'Invalid url'));
      return sendThroughFault(reply, undefined, () => answer);
    }
    const inSecond = ctx.calls.record('dingtalk', known.route.path, ctx.clock.now());
    const fault = ctx.faults.take('dingtalk', path);
    if (fault?.kind === 'http-500' && known.route.family === 'new') {
      // §4.2, §9: a 500 of the new host has a JSON body.
      return sendThroughFault(reply, undefined, () => newErrorAnswer(new NewApiError(500, 'systemError', '系统错误')));
    }
    await sendThroughFault(reply, fault, () => this.answer(known, request, inSecond, fault));
  }

  private answer(
    { route, params }: { route: Route; params: readonly string[] },
    request: FastifyRequest,
    inSecond: number,
    fault: Fault | undefined,
  ): Answer {
    const { ctx, qps, quota, tokens } = this.state;
    try {
      const query = { ...(request.query as Record<string, unknown>) };
      const body = parseRequestBody(
        typeof request.body === 'string' ? request.body : '',
        request.headers['x-sandbox-content-type'] as string | undefined,
      );
      if (fault?.kind === 'token-expired' || fault?.kind === 'session-drop') tokens.invalidate();
      if (!route.open) this.authorise(route, query, body, request.headers);
      if (fault?.kind === 'rate-limit' || (qps > 0 && inSecond > qps)) {
        ctx.calls.throttle('dingtalk', route.path);
        return this.refuse(route, 'qps');
      }
      if (fault?.kind === 'permission-denied') return this.refuse(route, 'permission');
      if (fault?.kind === 'quota') return this.refuse(route, 'quota');
      if (!route.free && !quota.spend()) return this.refuse(route, 'quota');
      if (body.unreadable) throw this.unreadable(route);
      const fields = route.handle({ query, body: body.fields, headers: request.headers, params }, this.state);
      return jsonAnswer(
        route.family === 'old' ? { errcode: 0, errmsg: 'ok', ...fields, request_id: oldRequestId() } : fields,
      );
    } catch (error) {
      if (error instanceof OldApiError) return oldErrorAnswer(error);
      if (error instanceof NewApiError) return newErrorAnswer(error);
      throw error;
    }
  }

  /** Checks the token. Its place (§1) and the refusal (§1.2) differ per API family. */
  private authorise(
    route: Route,
    query: Record<string, unknown>,
    body: RequestFields,
    headers: FastifyRequest['headers'],
  ): void {
    const { tokens, ctx } = this.state;
    const interchangeable = ctx.switches.dingtalk.tokensInterchangeable;
    if (route.family === 'new') {
      const token = headers['x-acs-dingtalk-access-token'];
      if (typeof token !== 'string' || token === '')
        throw new NewApiError(400, 'AuthenticationFailed.MissingParameter', '缺少参数x-acs-dingtalk-access-token');
      if (!tokens.accepts('new', token, interchangeable))
        throw new NewApiError(400, 'InvalidAuthentication', '不合法的access_token');
      return;
    }
    const token = query.access_token ?? (body.isForm ? body.fields.access_token : undefined);
    if (typeof token !== 'string' || token === '') throw OldApiError.wrapped('40000', 'access_token is blank');
    if (tokens.accepts('old', token, interchangeable)) return;
    if (tokens.hasExpired(token)) throw OldApiError.wrapped('42001', 'access_token超时');
    throw OldApiError.wrapped('40014', '不合法的access_token');
  }

  private refuse({ family }: Route, refusal: Refusal): Answer {
    const { retryAfter, retryAfterSeconds, oldLimitsWrapped, scopesInDetail } = this.state.ctx.switches.dingtalk;
    const headers: Record<string, string> =
      retryAfter && refusal === 'qps' ? { 'retry-after': String(retryAfterSeconds) } : {};
    const [code, message] = REFUSALS[refusal][family];
    if (family === 'new' && refusal === 'permission' && scopesInDetail)
      return newErrorAnswer(new NewApiError(403, code, '应用尚未开通所需的权限', ['Workflow.Instance.Read']), headers);
    if (family === 'new') return newErrorAnswer(new NewApiError(403, code, message), headers);
    // §1.3: permission faults are always wrapped; for limits it is UNCONFIRMED.
    const wrapped = refusal === 'permission' || oldLimitsWrapped;
    const error = wrapped ? OldApiError.wrapped(code, message) : new OldApiError(Number(code), message);
    return oldErrorAnswer(error, headers);
  }

  private unreadable({ family }: Route): Error {
    return family === 'new'
      ? new NewApiError(400, 'invalidParameter', '请求体不是合法的JSON')
      : new OldApiError(40035, '不合法的参数：请求体不是合法的JSON');
  }
}
