import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../domain/actor.js';

/** Under which `@Route` keeps who may call a handler. */
export const ACCESS = 'dingdee:access';

/** A request after AccessGuard. */
export interface SignedInRequest extends FastifyRequest {
  actor?: Actor;
  sessionExpiresAt?: number;
}

/** The person of this session: `@CurrentActor() actor: Actor`. Only on routes that need a session. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const { actor } = context.switchToHttp().getRequest<SignedInRequest>();
  if (!actor) throw new Error('CurrentActor on a route without a session');
  return actor;
});
