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
import { knownBeforeBody } from './http/known-before-body.js';
import { observeRequests } from './http/observe-requests.js';
import { serveOpenApi } from './http/openapi.js';
import { requestId, secure } from './http/security.js';
import { serveMiniapp } from './http/serve-miniapp.js';
import { LiveFeed } from './live/live-feed.js';
import { ClaimPush } from './push/send/claim-push.js';
import { Wakes } from './queue/wakes.js';

const BODY_LIMIT = 2 * 1024 * 1024;

/** Timeouts for receiving a request; nobody can hold a connection by sending a byte now and then. */
const PATIENCE = { headersMs: 15_000, requestMs: 30_000, lookEveryMs: 5_000 };
/** Idle timeout of a connection; longer than the longest call to Kingdee that an answer waits for. A stream sends a heartbeat every 15 s. */
const IDLE_MS = 300_000;

export interface RunningServer {
  app: NestFastifyApplication;
  /** Address of the server, e.g. "http://127.0.0.1:3000". */
  url: string;
  /** Stops claims: no worker begins anything new, and work that is under way is finished. */
  stop(): void;
  close(): Promise<void>;
  /** Puts calls to Kingdee without an answer in doubt, because the process is about to end. @returns the number of bills. */
  leave(): Promise<number>;
}

/** Environment of a server; by default a process of its own. */
interface Surroundings {
  /** Receives the lines of the log. */
  out?: DestinationStream;
  /** Called if the server must not go on. */
  end?: EndProcess;
  patience?: typeof PATIENCE;
}

/**
 * Opens the database, migrates its schema and listens. A process may run several servers one after another.
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
    knownBeforeBody(app, async (cookies) => (await sessions.find(cookies[name] ?? '')) !== null);
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

/** Treats an empty body as an empty object, so that a button without content needs none. */
function acceptEmptyJson(app: NestFastifyApplication): void {
  app.useBodyParser('application/json', { bodyLimit: BODY_LIMIT }, (_request, body: Buffer, done) => {
    try {
      done(null, body.length === 0 ? {} : JSON.parse(body.toString('utf8')));
    } catch {
      done(new BadRequestException());
    }
  });
}
