import type { PairValue } from '@dingdee/shared/bill-detail';

/** A field as it stands in the list. */
export interface FieldLine {
  path: string;
  label: string;
  key: string;
  always: boolean;
  hasRules: boolean;
  changed: boolean;
  /** null while nothing was tried. */
  value: PairValue | null;
}
