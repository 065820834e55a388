import type { PairValue } from '@dingdee/shared/bill-detail';

/** One field in the list of fields. */
export interface FieldLine {
  path: string;
  label: string;
  key: string;
  always: boolean;
  hasRules: boolean;
  changed: boolean;
  /** null before the first trial. */
  value: PairValue | null;
}
