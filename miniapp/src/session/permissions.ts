import type { Role } from '@dingdee/shared/session';

/**
 * Which roles the server lets do what. Only decides what is offered: the server refuses by itself,
 * and what may be done to one bill is said by BillDetail.may.
 */
export const ALLOWED = {
  approve: ['reviewer', 'admin'],
  park: ['mapper', 'reviewer', 'pusher', 'admin'],
  push: ['pusher'],
  withdraw: ['pusher', 'admin'],
  pause: ['pusher', 'admin'],
  probe: ['pusher', 'reviewer', 'admin'],
  fix: ['mapper', 'reviewer', 'admin'],
  map: ['mapper', 'admin'],
  collect: ['mapper', 'reviewer', 'pusher', 'admin'],
  manage: ['admin'],
} as const satisfies Readonly<Record<string, readonly Role[]>>;
export type Permission = keyof typeof ALLOWED;

export const isAllowed = (roles: readonly Role[], permission: Permission): boolean =>
  ALLOWED[permission].some((role) => roles.includes(role));
