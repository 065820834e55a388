import type { Role } from '../session.js';

// Roles per kind of action. The table of routes checks by them, and both sides offer by them: a screen that offers what the
// server refuses is a fault. In a file of its own, so that pages can read it without the table.

type Roles = readonly [Role, ...Role[]];

export const ADMINS = ['admin'] as const satisfies Roles;
/** May read the findings of the check-up. */
export const CHECKERS = ['admin', 'auditor'] as const satisfies Roles;
/** May see others' actions: the whole log, views of full account numbers, and everybody's exports. */
export const OVERSEERS = ['admin', 'auditor'] as const satisfies Roles;
/** 通过, 撤回审核, 排除. */
export const REVIEWERS = ['reviewer', 'admin'] as const satisfies Roles;
/** May hold a bill. */
export const PARKERS = ['mapper', 'reviewer', 'pusher', 'admin'] as const satisfies Roles;
/** May see a full account number, which is logged. */
export const REVEALERS = ['reviewer', 'pusher', 'admin'] as const satisfies Roles;
/** May decide on a booked bill that may need reversal. */
export const REVERSERS = ['reviewer', 'pusher', 'admin'] as const satisfies Roles;
/** May retry a message that DingTalk refused. */
export const WRITERS_BACK = ['pusher', 'reviewer', 'admin'] as const satisfies Roles;
export const PUSHERS = ['pusher'] as const satisfies Roles;
/** May stop a push, and pause a whole scheme or organisation. */
export const PAUSERS = ['pusher', 'admin'] as const satisfies Roles;
/** May withdraw a bill from Kingdee, or leave it to Kingdee. The rule that the reviewer may not push does not apply here. */
export const WITHDRAWERS = ['pusher', 'admin'] as const satisfies Roles;
/** May ask Kingdee about a bill in doubt. */
export const PROBERS = ['pusher', 'reviewer', 'admin'] as const satisfies Roles;
/** May fix one bill; changes for all bills are for MAPPERS. */
export const FIXERS = ['mapper', 'admin', 'reviewer'] as const satisfies Roles;
export const MAPPERS = ['mapper', 'admin'] as const satisfies Roles;
export const COLLECTORS = ['admin', 'mapper', 'reviewer', 'pusher'] as const satisfies Roles;
/** May reproduce a bill from its approval, to compare. */
export const REPRODUCERS = ['admin', 'auditor', 'reviewer'] as const satisfies Roles;
/** May export data as a file: roles that decide about bills, and roles that check them. A viewer may only look. */
export const EXPORTERS = ['reviewer', 'pusher', 'admin', 'auditor'] as const satisfies Roles;
/** May give the second signature of a closed month; the first is by REVIEWERS, and never by the same person. */
export const CLOSE_CONFIRMERS = ['admin', 'auditor'] as const satisfies Roles;
