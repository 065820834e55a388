export const shareWords = {
  share: '分享',
  shareBill: '把这张单据分享给同事',
  shareList: '把这个列表分享给同事',
  content: '在钉蝶里打开。没有角色的人看不到单据内容。',
  copied: '链接已复制，发给同事即可；有角色的人点开就到这里',
  byHand: (url: string) => `链接：${url}`,
  failed: '没有分享出去，稍后再试',
  bill: (no: string) => `单据 ${no}`,
} as const;
