import type { BillSummary } from '@dingdee/shared/bill';

/** Two people say it, and this was the first of them: the bill waits for the other. @param kind what was pressed. */
export const isRequest = ({ reasonKey }: Pick<BillSummary, 'reasonKey'>, kind: string): boolean =>
  reasonKey === `${kind === 'reversedAnyway' ? 'reversed' : kind}-asked`;
