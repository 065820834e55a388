import type { Amount } from '@dingdee/shared/money';
import type { ResendPreview } from '@dingdee/shared/push-doubt';

const SENT = Date.UTC(2026, 10, 24, 2, 31, 0);

/** Two bills that can be decided together, one that cannot. */
export const resendPreviewForSpec = (): ResendPreview => ({
  items: [
    {
      id: 'b1',
      version: 4,
      payee: '苏晓',
      purpose: '差旅报销',
      amount: '100.00' as Amount,
      billNo: 'DD0001',
      key: 'KEY-1',
      sentAt: SENT,
      looks: [
        { askedAt: SENT + 5_000, answeredAt: SENT + 5_100, counts: false },
        { askedAt: SENT + 120_000, answeredAt: SENT + 120_100, counts: true },
        { askedAt: SENT + 600_000, answeredAt: SENT + 600_100, counts: true },
      ],
    },
    {
      id: 'b2',
      version: 7,
      payee: '高远',
      purpose: '采购',
      amount: '200.50' as Amount,
      billNo: 'DD0002',
      key: 'KEY-2',
      sentAt: SENT,
      looks: [{ askedAt: SENT + 600_000, answeredAt: SENT + 600_100, counts: true }],
    },
  ],
  all: { count: 2, amount: '300.50' as Amount },
  leftOut: [
    { id: 'b3', payee: '方宁', amount: '9.00' as Amount, code: 'bill/decided-alone', reason: '先前在金蝶查到过这张。' },
  ],
  more: 0,
});
