import { type PairValue, PROVENANCE_KINDS, PROVENANCE_WORDS, type Provenance } from '@dingdee/shared/bill-detail';

const CLASS_OF: Readonly<Record<Provenance['kind'], string>> = {
  form: 'p-source',
  table: 'p-table',
  rule: 'p-rule',
  default: 'p-default',
  hand: 'p-manual',
};
export const LEGEND = PROVENANCE_KINDS.map((kind) => ({ word: PROVENANCE_WORDS[kind], mark: CLASS_OF[kind] }));

/** Returns the mark on the seam: by the reason of the value, or the red open square if there is no value. */
export function seamMark({ provenance, issue, value }: Pick<PairValue, 'provenance' | 'issue' | 'value'>): string {
  if (value === null && issue) return 'p-bad';
  return provenance ? CLASS_OF[provenance.kind] : 'p-source';
}
