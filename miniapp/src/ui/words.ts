export const uiWords = {
  unseen: {
    title: '文字里有看不见的字符',
    means: '标成 ⟪U+…⟫ 的地方，原来有一个不显示、或让后面的字倒过来的字符。收款人和账号请对着钉钉原文核对。',
  },
  toDesk: '回到审核台',
  toHome: '回首页',
  totals: {
    form: '表单总金额',
    rows: (n: number) => `明细 ${n} 行合计`,
    payable: '应付金额合计',
    agree: '三方一致',
    differ: (difference: string) => `差 ${difference}`,
    unknown: '应付金额还没算出',
  },
  copyNumber: '复制错误编号',
  copied: '已复制',
  again: '再试一次',
  undo: (seconds: number) => `撤销 ${seconds}`,
  close: '关闭',
  unknownAmounts: (n: string) => `另有 ${n} 笔金额未知`,
  photo: {
    title: (at: number, of: number) => `照片 ${at} / ${of}`,
    previous: '上一张',
    next: '下一张',
    broken: '照片没有取到，可能已过期。在钉钉里打开原审批看原件。',
  },
} as const;
