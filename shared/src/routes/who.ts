import type { Role } from '../session.js';

// Who may do what. The table of routes lets in by these, and both sides offer by them: a screen that offers what the
// server refuses is a fault. Of its own so that the pages can read it without the table.

type Roles = readonly [Role, ...Role[]];

export const ADMINS = ['admin'] as const satisfies Roles;
/** Who reads what the check-up found. */
export const CHECKERS = ['admin', 'auditor'] as const satisfies Roles;
/** Who sees what others did: the whole log, who looked at which account, and everybody's exports. */
export const OVERSEERS = ['admin', 'auditor'] as const satisfies Roles;
/** 通过, 撤回审核, 排除. */
export const REVIEWERS = ['reviewer', 'admin'] as const satisfies Roles;
/** Who may set a bill aside. */
export const PARKERS = ['mapper', 'reviewer', 'pusher', 'admin'] as const satisfies Roles;
/** Who may see a full account number, which is logged. */
export const REVEALERS = ['reviewer', 'pusher', 'admin'] as const satisfies Roles;
/** Who decides about a booked bill that may not stand. */
export const REVERSERS = ['reviewer', 'pusher', 'admin'] as const satisfies Roles;
/** Who has a message tried again that DingTalk refused. */
export const WRITERS_BACK = ['pusher', 'reviewer', 'admin'] as const satisfies Roles;
export const PUSHERS = ['pusher'] as const satisfies Roles;
/** Who stops a push, and pauses all of a scheme or an organisation. */
export const PAUSERS = ['pusher', 'admin'] as const satisfies Roles;
/** Who takes a bill back out of Kingdee, or leaves it to Kingdee. That the reviewer may not push does not matter here. */
export const WITHDRAWERS = ['pusher', 'admin'] as const satisfies Roles;
/** Who has Kingdee asked about a doubt. */
export const PROBERS = ['pusher', 'reviewer', 'admin'] as const satisfies Roles;
/** Who cures one bill; what holds for all bills is for MAPPERS. */
export const FIXERS = ['mapper', 'admin', 'reviewer'] as const satisfies Roles;
export const MAPPERS = ['mapper', 'admin'] as const satisfies Roles;
export const COLLECTORS = ['admin', 'mapper', 'reviewer', 'pusher'] as const satisfies Roles;
/** Who has a bill made again from its approval, to compare. */
export const REPRODUCERS = ['admin', 'auditor', 'reviewer'] as const satisfies Roles;
/** Who takes data out as a file: whoever decides about bills, and who checks them. A viewer looks. */
export const EXPORTERS = ['reviewer', 'pusher', 'admin', 'auditor'] as const satisfies Roles;
/** The second signature under a closed month; the first is of REVIEWERS, and never the same person's. */
export const CLOSE_CONFIRMERS = ['admin', 'auditor'] as const satisfies Roles;
