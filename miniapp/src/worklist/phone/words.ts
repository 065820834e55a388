export const pushPageWords = {
  title: '推送',
  waiting: (n: string, money: string) => `待推送 ${n} 笔 ¥${money}`,
  choose: '点选要推送的单据',
  noRight: '你没有“推送”角色，由有“推送”角色的同事来推送。',
  toReview: '去审核',
} as const;
