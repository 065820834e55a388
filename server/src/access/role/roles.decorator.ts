import type { Role } from '@dingdee/shared/session';
import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../domain/actor.js';

/** Who may call a route: 'anyone' without a session, 'signed-in' without any role, 'member' with any role, or one of these roles. */
export type Access = 'anyone' | 'signed-in' | 'member' | readonly Role[];
export const ACCESS = 'dingdee:access';

/** One of these roles is needed, and no other stands in for them: an admin who reviews holds 'reviewer' too. On a route or a controller; the route's wins. */
export const AllowRoles = (...roles: [Role, ...Role[]]) => SetMetadata<string, Access>(ACCESS, roles);
/** No session needed. */
export const AllowAnyone = () => SetMetadata<string, Access>(ACCESS, 'anyone');
/** A session is enough, with or without a role. */
export const AllowSignedIn = () => SetMetadata<string, Access>(ACCESS, 'signed-in');

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
