import { everyRoute } from '@dingdee/shared/routes/table';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { NoSessionError } from '../access/role/access.errors.js';
import { LONGEST_OF_STRANGERS } from './security.js';

/** Routes for which a session is required, by operation. */
const FOR_PEOPLE: ReadonlySet<string> = new Set(
  everyRoute.flatMap(({ operation, who }) => (who === 'anyone' || who === 'token' ? [] : [operation])),
);

/**
 * Refuses a long body of somebody without a session before it is read. The guard of a route sees a request only after its body is in memory,
 * where many senders who stop before the last byte would fill it.
 * @param isKnown whether the cookies are those of a session.
 */
export function knownBeforeBody(
  app: NestFastifyApplication,
  isKnown: (cookies: Readonly<Record<string, string | undefined>>) => Promise<boolean>,
): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', async (request) => {
      if (!FOR_PEOPLE.has(`${request.method} ${request.routeOptions.url ?? ''}`) || isShort(request)) return;
      if (!(await isKnown(request.cookies))) throw new NoSessionError();
    });
}

/** A body without a length may be of any length. */
function isShort({ headers }: FastifyRequest): boolean {
  const { 'content-length': length, 'transfer-encoding': coding } = headers;
  if (coding !== undefined) return false;
  return length === undefined || Number(length) <= LONGEST_OF_STRANGERS;
}
