/** Of its own, so that no phone loads it before it asks for such a page. */
export const deskOnlyWords = {
  title: '这一页在电脑上',
  mapping: '映射表一行要看取值、用量和影响，手机放不下。缺的值可以直接在单据里补，并用到同样取值的所有单据。',
  schemes: '方案要把审批控件和付款单字段对齐，手机放不下。在钉钉电脑版打开钉蝶即可。',
  members: '成员和角色在电脑上维护。在钉钉电脑版打开钉蝶即可。',
  'check-up': '体检的每一行写着影响和怎么办，手机放不下。在钉钉电脑版打开钉蝶即可。',
  connections: '接入的每一步写着做什么、看到什么，手机放不下。在钉钉电脑版打开钉蝶即可。',
  toMapping: '去补缺的值',
} as const;
