import type { LiveEvent } from '@dingdee/shared/status';
import { Controller, Get, Headers, Inject, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { SignedInRequest } from '../access/roles.decorator.js';
import { cookieForm } from '../access/session-cookie.js';
import { Sessions } from '../access/sessions.js';
import { SETTINGS, type Settings } from '../config/settings.js';
import { LiveFeed } from './live-feed.js';

const HEARTBEAT_MS = 15_000;
/** A page that does not read is let go: it comes back with Last-Event-ID. */
const MOST_WAITING_BYTES = 1024 * 1024;

const line = ({ id, ...event }: LiveEvent): string =>
  `id: ${id}\nevent: ${event.kind}\ndata: ${JSON.stringify({ id, ...event })}\n\n`;

@ApiTags('实时')
@Controller('api/events')
export class LiveController {
  private readonly cookieName: string;

  constructor(
    private readonly feed: LiveFeed,
    private readonly sessions: Sessions,
    @Inject(SETTINGS) settings: Settings,
  ) {
    this.cookieName = cookieForm(settings).name;
  }

  /** Server-Sent Events; each `data` is a liveEvent. Hints to fetch, never the truth. */
  @Get()
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ description: 'text/event-stream；断线后带 Last-Event-ID 继续' })
  async stream(
    @Req() request: SignedInRequest,
    @Res() reply: FastifyReply,
    @Headers('last-event-id') lastId?: string,
  ): Promise<void> {
    const missed = lastId && /^\d{1,15}$/.test(lastId) ? await this.feed.since(Number(lastId)) : [];
    const out = reply.raw;
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
    const stop = this.feed.listen({ hear, end: () => out.end() });
    const cookie = request.cookies[this.cookieName] ?? '';
    const heartbeat = setInterval(() => {
      this.mayListen(cookie).then(
        (may) => (may ? out.write(': \n\n') : out.end()),
        () => out.end(),
      );
    }, HEARTBEAT_MS);
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
