import { BadRequestException } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DestinationStream } from 'pino';
import { cookieForm } from './access/session/session-cookie.js';
import { Sessions } from './access/session/sessions.js';
import { AppModule } from './app.module.js';
import { type EndProcess, endProcess } from './config/end-process.js';
import type { Settings } from './config/settings.js';
import { trustFor } from './config/trusted-proxies.js';
import { claimDatabase } from './database/sqlite/one-process.js';
import { compressAnswers } from './http/compress.js';
import { JsonLogger } from './http/json-logger.js';
import { observeRequests } from './http/observe-requests.js';
import { serveOpenApi } from './http/openapi.js';
import { requestId, secure } from './http/security.js';
import { serveMiniapp } from './http/serve-miniapp.js';
import { LiveFeed } from './live/live-feed.js';
import { ClaimPush } from './push/send/claim-push.js';
import { Wakes } from './queue/wakes.js';

const BODY_LIMIT = 2 * 1024 * 1024;

/** How long a request may take to arrive; nobody holds a connection by sending a byte now and then. */
const PATIENCE = { headersMs: 15_000, requestMs: 30_000, lookEveryMs: 5_000 };
/** Nothing either way; longer than the longest call to Kingdee that an answer waits for. A stream beats every 15 s. */
const IDLE_MS = 300_000;

export interface RunningServer {
  app: NestFastifyApplication;
  /** Where it listens, e.g. "http://127.0.0.1:3000". */
  url: string;
  /** The stop sign: from now on no worker claims anything new; what is under way comes to its end. */
  stop(): void;
  close(): Promise<void>;
  /** Calls to Kingdee that are still without an answer are put in doubt, for the process is about to end. @returns how many bills. */
  leave(): Promise<number>;
}

/** What a server has around it: a process of its own, where nothing else is said. */
interface Surroundings {
  /** Takes the lines of the log. */
  out?: DestinationStream;
  /** Called once the server must not go on. */
  end?: EndProcess;
  patience?: typeof PATIENCE;
}

/**
 * Opens the database, brings its schema up to date and listens. One process may hold one after another.
 * @throws DatabaseInUseError, or the database's or listener's own error.
 */
export async function startServer(
  settings: Settings,
  { out, end = endProcess, patience = PATIENCE }: Surroundings = {},
): Promise<RunningServer> {
  const release = claimDatabase(settings.DATABASE_URL);
  try {
    const adapter = new FastifyAdapter({
      bodyLimit: BODY_LIMIT,
      trustProxy: trustFor(settings.TRUST_PROXY),
      genReqId: requestId,
      forceCloseConnections: true,
      requestTimeout: patience.requestMs,
      connectionTimeout: IDLE_MS,
      http: { headersTimeout: patience.headersMs, connectionsCheckingInterval: patience.lookEveryMs },
    });
    const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(settings, end), adapter, {
      logger: new JsonLogger(settings, out),
      abortOnError: false,
    });
    await secure(app, settings);
    await compressAnswers(app);
    acceptEmptyJson(app);
    observeRequests(app);
    serveOpenApi(app, settings);
    const { name } = cookieForm(settings);
    const sessions = app.get(Sessions, { strict: false });
    await serveMiniapp(app, async (cookies) => {
      const session = await sessions.find(cookies[name] ?? '');
      return session?.actor.roles.includes('reviewer') ?? false;
    });
    await app.listen(settings.PORT, settings.HOST);
    const stop = () => app.get(Wakes, { strict: false }).stop();
    const close = async (): Promise<void> => {
      stop();
      app.get(LiveFeed).close();
      await app.close();
      release();
    };
    const leave = () => app.get(ClaimPush, { strict: false }).leave();
    return { app, url: await app.getUrl(), stop, close, leave };
  } catch (error) {
    release();
    throw error;
  }
}

/** An empty body is an empty object, so that a button without content needs none. */
function acceptEmptyJson(app: NestFastifyApplication): void {
  app.useBodyParser('application/json', { bodyLimit: BODY_LIMIT }, (_request, body: Buffer, done) => {
    try {
      done(null, body.length === 0 ? {} : JSON.parse(body.toString('utf8')));
    } catch {
      done(new BadRequestException());
    }
  });
}
