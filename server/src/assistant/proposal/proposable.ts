import { type BaseDataKind, isFixed } from '@dingdee/shared/base-data';

/** Base data for the payee, the payer, the accounts and the currency: such a value redirects a payment, and an approval's text could ask for one. */
const NEVER: readonly BaseDataKind[] = [
  'employee',
  'supplier',
  'organisation',
  'bankAccount',
  'cashAccount',
  'currency',
];

/** True if an assistant may propose a value of this kind of base data. */
export const proposable = (kind: BaseDataKind): boolean => isFixed(kind) && !NEVER.includes(kind);
