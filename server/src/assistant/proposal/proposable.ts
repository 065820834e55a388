import { type BaseDataKind, isFixed } from '@dingdee/shared/base-data';

/** What stands for who is paid, by whom, from where or in what: a value there turns a payment, and a text of an approval may ask for one. */
const NEVER: readonly BaseDataKind[] = [
  'employee',
  'supplier',
  'organisation',
  'bankAccount',
  'cashAccount',
  'currency',
];

/** Whether an assistant may propose a value of this kind of base data. */
export const proposable = (kind: BaseDataKind): boolean => isFixed(kind) && !NEVER.includes(kind);
