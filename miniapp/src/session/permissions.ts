import {
  ADMINS,
  CHECKERS,
  CLOSE_CONFIRMERS,
  COLLECTORS,
  EXPORTERS,
  FIXERS,
  MAPPERS,
  OVERSEERS,
  PARKERS,
  PAUSERS,
  PROBERS,
  PUSHERS,
  REVEALERS,
  REVIEWERS,
  WITHDRAWERS,
  WRITERS_BACK,
} from '@dingdee/shared/routes/who';
import type { Role } from '@dingdee/shared/session';

/**
 * Roles that are needed for each permission. They only decide what is offered: the server refuses by itself, and BillDetail.actions holds the actions
 * of one bill.
 */
export const ALLOWED = {
  approve: REVIEWERS,
  park: PARKERS,
  push: PUSHERS,
  withdraw: WITHDRAWERS,
  pause: PAUSERS,
  probe: PROBERS,
  fix: FIXERS,
  map: MAPPERS,
  collect: COLLECTORS,
  manage: ADMINS,
  check: CHECKERS,
  balance: REVIEWERS,
  confirmClose: CLOSE_CONFIRMERS,
  export: EXPORTERS,
  oversee: OVERSEERS,
  reveal: REVEALERS,
  'write-back': WRITERS_BACK,
} as const satisfies Readonly<Record<string, readonly Role[]>>;
export type Permission = keyof typeof ALLOWED;

export const isAllowed = (roles: readonly Role[], permission: Permission): boolean =>
  ALLOWED[permission].some((role) => roles.includes(role));
