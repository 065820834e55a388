/** Texts that the whole phone shares. Sentences with numbers are functions; ¥ sums are passed in formatted. */
export const phoneWords = {
  app: '钉蝶',
  back: '返回',
  loadingBill: '正在取这笔单据',
  oneUnknown: '1 笔，金额未知',
  sum: (count: string, money: string) => `${count} 笔 ¥${money}`,
  bills: '笔',
} as const;
