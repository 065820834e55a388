import type { BillDetail } from '@dingdee/shared/bill-detail';

/** Colour of a Kingdee receipt or a DingTalk write-back, by its result. */
export const RECEIPT_TONE = { open: 'doubt', done: 'ok', refused: 'bad', unknown: 'doubt', 'not-sent': 'mut' } as const;
export const WRITE_TONE = {
  due: 'mut',
  sending: 'mut',
  sent: 'ok',
  'in-doubt': 'doubt',
  refused: 'bad',
  dropped: 'mut',
} as const;

/** Formats the actor and the note of an entry. */
export const saidBy = ({ actor, note }: BillDetail['timeline'][number]): string =>
  [actor, note].filter(Boolean).join('，');
