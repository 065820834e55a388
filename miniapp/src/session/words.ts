import { plainWords } from '../ui/plain-words.js';

export const sessionWords = {
  noCode: {
    title: '登录已失效',
    detail: '钉钉没有给出新的登录码，数据没有改动。从工作台重新打开本应用；一直这样，请管理员核对应用首页地址。',
  },
  outside: {
    title: '在钉钉里打开',
    detail: '钉蝶用钉钉身份登录。打开钉钉，在工作台里点“钉蝶”即可。',
    here: '在钉钉里打开这一页',
  },
  left: { title: '已退出', detail: '这台设备上没有留下单据和没发出的理由。', again: '重新登录' },
  logOut: '退出登录',
  logOutAnyway: '仍然退出',
  unsent: (n: number) => `还有 ${n} 笔待发送，退出后不再发出。`,
  notOut: '没有退出。',
  starting: '正在用钉钉身份登录',
  opening: '正在打开',
  failed: '没有登录上',
  again: plainWords.again,
  reload: plainWords.reopen,
  mine: {
    title: '我的审批',
    hint: '财务处理到哪一步，在这里看得到。',
    empty: '还没有你的审批',
    emptyHint: '审批通过、钉蝶采集到以后，会出现在这里。',
    forRole: (admins: string) => `要处理单据，请${admins ? `管理员 ${admins}` : '管理员'} 在“成员”里给你加上角色。`,
    hiddenBill: '这张单据你现在看不到',
    hiddenBillWhy: '看单据要有角色。',
  },
} as const;
