import type { PairValue, Provenance } from '@dingdee/shared/bill';

const CLASS_OF: Readonly<Record<Provenance['kind'], string>> = {
  原值: 'p-source',
  映射表: 'p-table',
  规则: 'p-rule',
  默认: 'p-default',
  人工: 'p-manual',
};
export const PROVENANCE_KINDS = Object.entries(CLASS_OF).map(([kind, mark]) => ({ kind, mark }));

/** The mark on the seam: by the reason of the value, or the red open square where there is none. */
export function seamMark({ provenance, issue, value }: Pick<PairValue, 'provenance' | 'issue' | 'value'>): string {
  if (value === null && issue) return 'p-bad';
  return provenance ? CLASS_OF[provenance.kind] : 'p-source';
}
