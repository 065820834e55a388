import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../domain/actor.js';
import type { TokenScope } from './token-scope.js';

/** Metadata key under which `@Route` stores who may call a handler. */
export const ACCESS = 'dingdee:access';

/** A request after AccessGuard. */
export interface SignedInRequest extends FastifyRequest {
  actor?: Actor;
  sessionExpiresAt?: number;
  /** Set for a request with a token. */
  token?: TokenScope;
}

/** The person of this session: `@CurrentActor() actor: Actor`. Only on routes that need a session. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const { actor } = context.switchToHttp().getRequest<SignedInRequest>();
  if (!actor) throw new Error('CurrentActor on a route without a session');
  return actor;
});

/** What the token of this request may read: `@CurrentToken() scope: TokenScope`. Only on routes for tokens. */
export const CurrentToken = createParamDecorator((_: unknown, context: ExecutionContext): TokenScope => {
  const { token } = context.switchToHttp().getRequest<SignedInRequest>();
  if (!token) throw new Error('CurrentToken on a route without a token');
  return token;
});
