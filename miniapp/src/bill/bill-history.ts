import type { BillDetail } from '@dingdee/shared/bill-detail';

/** How a receipt of Kingdee and a message to DingTalk look, by what became of them. */
export const RECEIPT_TONE = { open: 'doubt', done: 'ok', refused: 'bad', unknown: 'doubt', 'not-sent': 'mut' } as const;
export const WRITE_TONE = {
  due: 'mut',
  sending: 'mut',
  sent: 'ok',
  'in-doubt': 'doubt',
  refused: 'bad',
  dropped: 'mut',
} as const;

/** Who did it, and what was said with it. */
export const saidBy = ({ actor, note }: BillDetail['timeline'][number]): string =>
  [actor, note].filter(Boolean).join('，');
