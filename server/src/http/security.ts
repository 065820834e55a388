import { randomUUID } from 'node:crypto';
import { everyRoute } from '@dingdee/shared/routes/table';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Settings, takesCallbacks } from '../config/settings.js';
import { DomainError } from '../problem/domain-error.js';
import { problemOf } from './problem.js';
import { hasLongNumber } from './redact.js';

/** Limit per address, which may be a whole office behind one router. */
const REQUESTS_PER_MINUTE = 12_000;
/** Every other method is unsafe, on every route, however its address is spelt. */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Hosts of DingTalk's PC client, which shows the page in a frame and reaches it through `window.name` (known to dingtalk-jsapi's PC bridge). */
const DINGTALK_FRAMES = ['https://*.dingtalk.com', 'https://*.dingtalk.cn', 'https://*.7ding.ai'];
/** Routes that machines call: they authenticate by their message, not by their origin. */
const MACHINES = new Map(everyRoute.flatMap(({ path, machine }) => (machine ? [[path, machine] as const] : [])));
/** Routes with a token in a header: a foreign page cannot send it by itself, so no Origin is required; if there is one, it must be ours. */
const TOKENS = new Set(everyRoute.flatMap(({ path, who }) => (who === 'token' ? [path] : [])));
/** Longest body of a route without a session: it only has to carry a code, and its sender is unknown and cannot be stopped otherwise. */
export const LONGEST_OF_STRANGERS = 16 * 1024;
const LONGEST = new Map(
  everyRoute.flatMap(({ operation, who, machine, longestBody }) => {
    const longest = who === 'anyone' ? (machine?.longestBody ?? LONGEST_OF_STRANGERS) : longestBody;
    return longest === undefined ? [] : [[operation as string, longest] as const];
  }),
);

class ForeignOriginError extends DomainError {
  readonly code = 'request/origin';
  readonly title = '请求来源不对';
  readonly status = 403;
  constructor(kind: 'read' | 'write') {
    super(
      kind === 'write'
        ? '写操作只接受从本应用页面发出的请求（Origin 须等于 PUBLIC_URL）。没有任何改动。'
        : '别的网站的页面不能用登录过的浏览器来取数。没有给出任何内容，也没有用掉钉钉的额度。',
    );
  }
}
class NotJsonError extends DomainError {
  readonly code = 'request/not-json';
  readonly title = '请求格式不对';
  readonly status = 415;
  constructor() {
    super('写操作须以 application/json 提交。没有任何改动。');
  }
}

/** Sets up cookies, security headers, rate limit, request ids, and the two rules of unsafe methods (architecture.md, HTTP). */
export async function secure(app: NestFastifyApplication, settings: Settings): Promise<void> {
  const https = settings.PUBLIC_URL?.startsWith('https://') ?? false;
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRoute', (route) => {
    const longest = [route.method].flat().map((method) => LONGEST.get(`${method} ${route.url}`));
    const [first] = longest.filter((each) => each !== undefined);
    if (first !== undefined) route.bodyLimit = first;
  });
  fastify.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    if (!SAFE.has(request.method)) checkUnsafe(request, settings);
    else if (isForeignRead(request)) throw new ForeignOriginError('read');
    // The matched route is used, because an address may be spelt in many ways.
    if (request.routeOptions.url?.startsWith('/api')) reply.header('cache-control', 'no-store');
  });
  await app.register(cookie);
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        // Photos of approvals come through our server, as blobs.
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: settings.EMBEDDED ? ["'self'", ...DINGTALK_FRAMES] : ["'none'"],
      },
    },
    frameguard: settings.EMBEDDED ? false : { action: 'deny' },
    hsts: https ? { maxAge: 15_552_000 } : false,
    // This policy would empty window.name, where the PC client leaves its bridge.
    crossOriginOpenerPolicy: https && !settings.EMBEDDED ? { policy: 'same-origin' } : false,
    originAgentCluster: https,
    referrerPolicy: { policy: 'same-origin' },
  });
  await app.register(rateLimit, {
    global: true,
    max: REQUESTS_PER_MINUTE,
    timeWindow: 60_000,
    allowList: (request: FastifyRequest) => request.url.startsWith('/health/'),
    errorResponseBuilder: (_request: FastifyRequest, { statusCode }: { statusCode: number }) =>
      Object.assign(new Error('rate limit'), { statusCode }),
  });
}

/**
 * True for a read that a page of another site makes with the cookie of whoever looks at it: it cannot see the answer, but some reads cost a
 * call of the month. The header is written by the browser itself; a link that a person follows is a navigation.
 */
function isForeignRead({ routeOptions, headers }: FastifyRequest): boolean {
  if (headers['sec-fetch-site'] !== 'cross-site' || headers['sec-fetch-mode'] === 'navigate') return false;
  return routeOptions.url?.startsWith('/api') ?? false;
}

function checkUnsafe(request: FastifyRequest, settings: Settings): void {
  // If callbacks are switched off, the route is treated like any other.
  const machine = takesCallbacks(settings) && MACHINES.has(request.routeOptions.url ?? '');
  const byToken = TOKENS.has(request.routeOptions.url ?? '');
  const told = request.headers.origin !== undefined;
  if (!machine && !(byToken && !told) && !ourOrigin(request, settings)) throw new ForeignOriginError('write');
  // Without a body no content type is needed.
  if (byToken && request.method === 'DELETE') return;
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw new NotJsonError();
}

/** Without PUBLIC_URL the page is served over plain http to this machine only: any loopback name with our port is accepted. */
function ourOrigin(request: FastifyRequest, settings: Settings): boolean {
  const { origin } = request.headers;
  if (!origin || !URL.canParse(origin)) return false;
  if (settings.PUBLIC_URL) return origin === new URL(settings.PUBLIC_URL).origin;
  const { protocol, hostname, port } = new URL(origin);
  const ours = String(request.socket.localPort ?? settings.PORT);
  return protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname) && (port || '80') === ours;
}

/** Answers errors that Fastify meets before Nest gets the request, as problems. */
export function answerProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const { problem } = problemOf(error, request.id);
  reply.status(problem.status).type('application/problem+json; charset=utf-8').send(problem);
}

/** Returns the request id for logs and answers; a proxy's id is kept if it is plain. */
export function requestId(request: { headers: Record<string, string | string[] | undefined> }): string {
  const given = request.headers['x-request-id'];
  if (typeof given === 'string' && /^[\w-]{8,64}$/.test(given)) return given;
  // Three of a hundred random ids contain nine digits in a row, which the log masks as an account: such an id could not be found there.
  for (;;) {
    const own = randomUUID();
    if (!hasLongNumber(own)) return own;
  }
}
