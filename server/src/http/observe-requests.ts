import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { SignedInRequest } from '../access/role/roles.decorator.js';
import { countCommits } from '../database/request-commits.js';
import { Metrics } from '../metrics/metrics.js';

/** Writes one log line and one measurement per answer, by route pattern: never by the address itself, which may contain search words. */
export function observeRequests(app: NestFastifyApplication): void {
  const metrics = app.get(Metrics);
  const log = new Logger('http');
  const server = app.getHttpAdapter().getInstance();
  // After the body is read: the code that reads it runs outside of this context and would lose the count.
  server.addHook('preValidation', (_request, _reply, done) => countCommits(done));
  server.addHook('onResponse', async (request: SignedInRequest, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    const { method } = request;
    metrics.http(method, route, reply.statusCode, reply.elapsedTime / 1000);
    const text = `${method} ${route} ${reply.statusCode} ${Math.round(reply.elapsedTime)}ms ${request.id} ${request.actor?.userId ?? '-'}`;
    if (reply.statusCode >= 500) log.error(text);
    else if (reply.statusCode >= 400 || method !== 'GET') log.log(text);
    else log.debug(text);
  });
}
