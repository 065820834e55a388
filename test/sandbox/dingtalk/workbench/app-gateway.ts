import { createHash } from 'node:crypto';
import {
  Agent,
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import { record, text } from '../fields.js';
import type { DingTalkState } from '../route.js';
import { bridgeScript } from './bridge-script.js';
import {
  CONTAINER_COOKIE,
  type Container,
  containerFrom,
  containerOf,
  containerQuery,
  userAgent,
} from './container.js';
import { messagePage, phonePage } from './page.js';

const BRIDGE_PATH = '/__sandbox/bridge.js';
const HOP_BY_HOP = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'proxy-connection'];
const BODY_LIMIT = 100_000;

/**
 * Proxies the app as the DingTalk client does: every answer of the app passes through, and HTML pages get the bridge script as their first
 * script. The app sees its own origin; cookies, streams and redirects keep working.
 */
export class AppGateway {
  readonly server: Server;
  /** Address of the app, without a trailing slash; '' until it is set. */
  appUrl: string;
  /** Own origin; '' before the gateway listens. */
  url = '';
  private readonly agent = new Agent({ keepAlive: true });

  constructor(
    private readonly dingtalk: DingTalkState,
    appUrl = '',
  ) {
    this.appUrl = appUrl.replace(/\/+$/, '');
    this.server = createServer((incoming, outgoing) => {
      this.handle(incoming, outgoing).catch((error: unknown) => {
        if (!outgoing.headersSent) outgoing.writeHead(502, { 'content-type': 'text/plain; charset=utf-8' });
        outgoing.end(error instanceof Error ? error.message : String(error));
      });
    });
  }

  async close(): Promise<void> {
    this.agent.destroy();
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private async handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const url = new URL(incoming.url ?? '/', 'http://gateway');
    if (url.pathname.startsWith('/__sandbox/')) await this.own(url, incoming, outgoing);
    else this.forward(incoming, outgoing, containerOf(incoming.headers.cookie));
  }

  private async own(url: URL, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const container = containerOf(incoming.headers.cookie);
    const json = (body: object): void => {
      outgoing.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
      outgoing.end(JSON.stringify(body));
    };
    switch (url.pathname) {
      case '/__sandbox/enter':
        return this.enter(url, incoming, outgoing);
      case BRIDGE_PATH:
        outgoing.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-store' });
        outgoing.end(container ? bridgeScript(container) : '');
        return;
      case '/__sandbox/code':
        return json(this.code(container, url.searchParams.get('corpId') ?? ''));
      case '/__sandbox/config-check':
        return json(this.checkConfig(record(await readBody(incoming))));
      case '/__sandbox/phone':
        return html(outgoing, 200, phonePage(safePath(url.searchParams.get('path')), this.dingtalk.account.appName));
      case '/__sandbox/closed':
        return html(outgoing, 200, messagePage('应用已关闭', '从工作台可以再次打开。'));
      default:
        outgoing.writeHead(404).end();
    }
  }

  /** Sets the container's cookie, removes every other cookie (another person's session of the app) and opens the app. */
  private enter(url: URL, incoming: IncomingMessage, outgoing: ServerResponse): void {
    const container = containerFrom(url.searchParams);
    if (!container) {
      html(outgoing, 400, messagePage('缺少身份', '请从工作台选择一个人。'));
      return;
    }
    const stale = (incoming.headers.cookie ?? '')
      .split(/;\s*/)
      .map((pair) => pair.split('=')[0] ?? '')
      .filter((name) => name !== '' && name !== CONTAINER_COOKIE);
    const { corpId } = this.dingtalk.account;
    const path = safePath(url.searchParams.get('path'));
    const home = `${path}${path.includes('?') ? '&' : '?'}corpId=${corpId}`;
    const framed = container.platform !== 'pc' && url.searchParams.get('frame') !== '0' && !isPhone(incoming);
    outgoing.writeHead(302, {
      location: framed ? `/__sandbox/phone?path=${encodeURIComponent(home)}` : home,
      'set-cookie': [
        `${CONTAINER_COOKIE}=${encodeURIComponent(containerQuery(container))}; Path=/; HttpOnly; SameSite=Lax`,
        ...stale.map((name) => `${name}=; Path=/; Max-Age=0`),
      ],
      'cache-control': 'no-store',
    });
    outgoing.end();
  }

  /** Issues a login code (dingtalk.md §7.2); error 3 if the corporation has no app under this domain. */
  private code(container: Container | undefined, corpId: string): object {
    const { account, codes } = this.dingtalk;
    if (!container) return { errorCode: '4', errorMessage: '当前没有登录钉钉' };
    if (corpId !== account.corpId) return { errorCode: '3', errorMessage: '对应企业没有该域名微应用' };
    return { code: codes.issue(container.userid) };
  }

  /** Checks a dd.config signature (dingtalk.md §7.3): 52010 corpId, 52019 agentId, 52013 signature. */
  private checkConfig(fields: Record<string, unknown>): object {
    const { account, tokens, ctx } = this.dingtalk;
    if (text(fields.corpId) !== account.corpId) return { errorCode: '52010', errorMessage: '无效的corpId' };
    if (text(fields.agentId) !== account.agentId) return { errorCode: '52019', errorMessage: '无效的agentId' };
    const ticket = tokens.ticket();
    if (ticket === undefined) return { errorCode: '52012', errorMessage: 'jsapi ticket读取失败' };
    const [page = '', query] = text(fields.url).split('?');
    const target = query === undefined ? page : `${page}?${decodeURIComponent(query)}`;
    const plain = `jsapi_ticket=${ticket}&noncestr=${text(fields.nonceStr)}&timestamp=${text(fields.timeStamp)}&url=${target}`;
    const wanted = createHash(ctx.switches.dingtalk.jsapiDigest).update(plain).digest('hex');
    return wanted === fields.signature ? { ok: true } : { errorCode: '52013', errorMessage: '签名校验失败' };
  }

  private forward(incoming: IncomingMessage, outgoing: ServerResponse, container: Container | undefined): void {
    if (this.appUrl === '') {
      html(outgoing, 502, messagePage('应用还没有启动', '稍等片刻后刷新本页。'));
      return;
    }
    const app = new URL(this.appUrl);
    const upstream = request(
      {
        agent: this.agent,
        hostname: app.hostname,
        port: app.port,
        method: incoming.method,
        path: incoming.url,
        headers: this.requestHeaders(incoming.headers, app, container),
      },
      (answer) => this.answer(answer, outgoing, container),
    );
    upstream.on('error', () => {
      if (outgoing.headersSent) outgoing.destroy();
      else html(outgoing, 502, messagePage('应用没有应答', '请确认服务已经启动，然后刷新本页。'));
    });
    outgoing.on('close', () => {
      if (!outgoing.writableFinished) upstream.destroy();
    });
    incoming.pipe(upstream);
  }

  private requestHeaders(
    headers: IncomingHttpHeaders,
    app: URL,
    container: Container | undefined,
  ): Record<string, string | string[]> {
    const passed: Record<string, string | string[]> = {};
    for (const [name, value] of Object.entries(headers))
      if (value !== undefined && !HOP_BY_HOP.includes(name)) passed[name] = value;
    passed.host = app.host;
    // HTML has to be readable here; every other answer keeps the app's compression.
    if ((headers.accept ?? '').includes('text/html')) delete passed['accept-encoding'];
    if (container) passed['user-agent'] = userAgent(container);
    // The name of the gateway as the browser knows it.
    const own = `http://${headers.host ?? ''}`;
    if (passed.origin === own) passed.origin = app.origin;
    if (typeof passed.referer === 'string' && passed.referer.startsWith(own))
      passed.referer = app.origin + passed.referer.slice(own.length);
    if (typeof passed.cookie === 'string') {
      const kept = passed.cookie.split(/;\s*/).filter((pair) => !pair.startsWith(`${CONTAINER_COOKIE}=`));
      if (kept.length > 0) passed.cookie = kept.join('; ');
      else delete passed.cookie;
    }
    return passed;
  }

  private answer(answer: IncomingMessage, outgoing: ServerResponse, container: Container | undefined): void {
    const headers: Record<string, string | string[]> = {};
    for (const [name, value] of Object.entries(answer.headers))
      if (value !== undefined && !HOP_BY_HOP.includes(name)) headers[name] = value;
    if (typeof headers.location === 'string' && headers.location.startsWith(`${this.appUrl}/`))
      headers.location = headers.location.slice(this.appUrl.length);
    const status = answer.statusCode ?? 502;
    const isPage = container !== undefined && (answer.headers['content-type'] ?? '').includes('text/html');
    if (!isPage) {
      outgoing.writeHead(status, headers);
      outgoing.flushHeaders();
      answer.pipe(outgoing);
      return;
    }
    const parts: Buffer[] = [];
    answer.on('data', (part: Buffer) => parts.push(part));
    answer.on('end', () => {
      const page = withBridge(Buffer.concat(parts).toString());
      // These headers belong to the unchanged body; the app's policies are kept, as in DingTalk.
      for (const name of ['content-length', 'etag']) delete headers[name];
      outgoing.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(page)) });
      outgoing.end(page);
    });
  }
}

/** Inserts the bridge before any other script; it has the page's own origin, so a 'self' policy allows it. */
export function withBridge(page: string): string {
  const tag = `<script src="${BRIDGE_PATH}"></script>`;
  return /<head[^>]*>/i.test(page) ? page.replace(/<head[^>]*>/i, (head) => `${head}${tag}`) : `${tag}${page}`;
}

const isPhone = (incoming: IncomingMessage): boolean =>
  /Mobile|Android|iPhone/.test(incoming.headers['user-agent'] ?? '');

/** Returns a path of the app; '/' in place of an address of another site. */
function safePath(path: string | null): string {
  return path?.startsWith('/') && !path.startsWith('//') ? path : '/';
}

function html(outgoing: ServerResponse, status: number, page: string): void {
  outgoing.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  outgoing.end(page);
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of incoming) {
    const bytes = Buffer.from(part as Uint8Array);
    size += bytes.length;
    if (size > BODY_LIMIT) throw new Error('body too large');
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString();
}
