import type { BillStateKind } from '@dingdee/shared/bill-state';
import type { Role } from '@dingdee/shared/session';

/** Why an action does not fit: a code, which is the problem code of the refused write, with what its sentence names. */
export type WhyNot =
  /** One of these roles would do. */
  | { code: 'access/refused'; needed: readonly Role[] }
  /** How the bill is this person's own. */
  | { code: 'bill/own-bill'; how: 'applied' | 'paid' }
  | { code: 'bill/illegal-transition'; from: BillStateKind; to: BillStateKind }
  /** Two people are needed, and it is not this one. */
  | { code: 'bill/four-eyes'; because: 'hand' | 'large' | 'part' }
  /** This person asked for it already; another confirms. */
  | { code: 'bill/second-person' }
  /** What holds it, as the bill says it. */
  | { code: 'bill/original-stands'; sentence: string }
  /** What the scheme lacks, as the bill says it. */
  | { code: 'bill/scheme-lacks'; sentence: string }
  | { code: (typeof PLAIN)[number] };

/** Whose sentence names nothing but the bill. */
const PLAIN = [
  'ledger/held',
  'mapping/fix-refused',
  'bill/not-ready',
  'bill/incomplete',
  'bill/payee-hand',
  'bill/doubt-cleared',
  'bill/amended',
  'bill/not-approved',
  'bill/being-mapped',
  'bill/not-held',
  'bill/already-held',
  'bill/not-in-doubt',
  'bill/not-halted',
  'bill/altered',
  'bill/base-data-refused',
  'bill/not-withdrawable',
  'bill/not-in-kingdee',
  'bill/not-undecided',
  'bill/no-reversal',
  'bill/something-to-pay',
  'bill/approved-before',
  'bill/maybe-sent',
  'bill/not-closed',
  'bill/undo-late',
] as const;
export type WhyNotCode = WhyNot['code'];
