import { operationRoutes } from '@dingdee/shared/routes/operation';
import type { LiveEvent } from '@dingdee/shared/status';
import { Controller, Headers, Inject, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CurrentActor, type SignedInRequest } from '../access/role/roles.decorator.js';
import { Route } from '../access/role/route.decorator.js';
import { cookieForm } from '../access/session/session-cookie.js';
import { Sessions } from '../access/session/sessions.js';
import { SETTINGS, type Settings } from '../config/settings.js';
import type { Actor } from '../domain/actor.js';
import { DomainError } from '../problem/domain-error.js';
import { LiveFeed } from './live-feed.js';
import { OpenStreams } from './open-streams.js';

const HEARTBEAT_MS = 15_000;
/** Most unsent bytes of a stream: a page that does not read is disconnected and returns with Last-Event-ID. */
const MOST_WAITING_BYTES = 1024 * 1024;

const PAGE = /^[\w-]{1,64}$/;

class TooManyStreamsError extends DomainError {
  readonly code = 'live/too-many';
  readonly title = '打开的页面太多';
  readonly status = 429;
  constructor() {
    super('同一次登录打开的页面太多，这一页改为每几秒刷新一次。关掉几个页面就会恢复。');
  }
}

const line = ({ id, ...event }: LiveEvent): string =>
  `id: ${id}\nevent: ${event.kind}\ndata: ${JSON.stringify({ id, ...event })}\n\n`;

@Controller()
export class LiveController {
  private readonly cookieName: string;
  private readonly streams = new OpenStreams();

  constructor(
    private readonly feed: LiveFeed,
    private readonly sessions: Sessions,
    @Inject(SETTINGS) settings: Settings,
  ) {
    this.cookieName = cookieForm(settings).name;
  }

  /** Server-Sent Events; each `data` is a liveEvent. Events are hints to fetch, never the data itself. */
  @Route(operationRoutes.events)
  async stream(
    @Req() request: SignedInRequest,
    @Res() reply: FastifyReply,
    @CurrentActor() actor: Actor,
    @Headers('last-event-id') lastId?: string,
    @Query('page') page?: string,
  ): Promise<void> {
    const out = reply.raw;
    const cookie = request.cookies[this.cookieName] ?? '';
    const leave = this.streams.enter({
      session: cookie,
      userId: actor.userId,
      page: page && PAGE.test(page) ? page : null,
      end: () => out.end(),
    });
    if (leave === null) throw new TooManyStreamsError();
    out.on('close', leave);
    const missed = lastId && /^\d{1,15}$/.test(lastId) ? await this.feed.since(Number(lastId)) : [];
    for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) out.setHeader(name, value);
    reply.hijack();
    out.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      connection: 'keep-alive',
    });
    out.write(`retry: 2000\n\n${missed.map(line).join('')}`);
    const hear = (events: readonly LiveEvent[]): void => {
      if (out.writableLength > MOST_WAITING_BYTES) out.end();
      else out.write(events.map(line).join(''));
    };
    const look = (): void => {
      this.mayListen(cookie).then(
        (may) => (may ? out.write(': \n\n') : out.end()),
        () => out.end(),
      );
    };
    const recheck = (userId: string): void => {
      if (userId === '' || userId === actor.userId) look();
    };
    const stop = this.feed.listen({ hear, recheck, end: () => out.end() });
    // A change between the guard and this line is not reported again, so it is checked here.
    look();
    const heartbeat = setInterval(look, HEARTBEAT_MS);
    out.on('close', () => {
      clearInterval(heartbeat);
      stop();
    });
  }

  private async mayListen(cookie: string): Promise<boolean> {
    const session = await this.sessions.find(cookie);
    return session !== null && session.actor.roles.length > 0;
  }
}
