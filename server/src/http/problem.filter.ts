import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemOf } from './problem.js';

/** Turns every error into an HTTP answer (RFC 9457); a fault of ours is logged with its stack. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly log = new Logger('http');

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const { problem, fault } = problemOf(error, request.id);
    if (fault)
      this.log.error(
        `${request.method} ${request.routeOptions.url ?? ''} ${request.id}: ${String(error)}`,
        error instanceof Error ? error.stack : undefined,
      );
    if (reply.raw.headersSent) return;
    if (problem.code === 'token/refused') reply.header('www-authenticate', 'Bearer');
    reply.status(problem.status).type('application/problem+json; charset=utf-8').send(problem);
  }
}
