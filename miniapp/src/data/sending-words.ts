/** Texts that scheduled reports and webhooks share. */
export const sendingWords = {
  stopped: (by: string) => `${by || '打开它的人'} 已不是管理员，停着：要另一位管理员打开`,
  kept: (days: number) => `记录留 ${days} 天`,
  stands: '怎么样了',
  earlier: '再看更早的',
  reading: '正在读内容…',
  stored: '我已存好，关掉',
} as const;
