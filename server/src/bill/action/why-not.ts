import type { BillStateKind } from '@dingdee/shared/bill-state';
import type { Role } from '@dingdee/shared/session';

/** Reason why an action is not allowed: a code, which is the problem code of the refused write, with the details for its sentence. */
export type WhyNot =
  /** One of these roles is needed. */
  | { code: 'access/refused'; needed: readonly Role[] }
  /** The bill is this person's own: they applied for it, or it is paid to them. */
  | { code: 'bill/own-bill'; how: 'applied' | 'paid' }
  | { code: 'bill/illegal-transition'; from: BillStateKind; to: BillStateKind }
  /** Two people are needed, and this person is already one of them. */
  | { code: 'bill/four-eyes'; because: 'hand' | 'large' | 'part' }
  /** This person has asked for it already; another person confirms. */
  | { code: 'bill/second-person' }
  /** Sentence of the bill about what holds it. */
  | { code: 'bill/original-stands'; sentence: string }
  /** Sentence of the bill about what its scheme lacks. */
  | { code: 'bill/scheme-lacks'; sentence: string }
  | { code: (typeof PLAIN)[number] };

/** Codes whose sentence needs no details. */
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
