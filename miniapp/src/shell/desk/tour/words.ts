import { plainWords } from '../../../ui/plain-words.js';
import { deskWords } from '../../../worklist/desk/words.js';

/** Texts of the desk's tour: the place of a part, its purpose, and the next step. `at` is the part of the page that is framed. */
export const tourWords = {
  label: deskWords.nav.tour,
  step: (i: number, n: number) => `${i} / ${n}`,
  next: '下一步',
  previous: '上一步',
  done: plainWords.gotIt,
  skip: '不用了，这台电脑上不再显示',
  steps: [
    {
      at: 'aside.rail',
      title: '左边是阶段',
      text: '一条审批从上往下走：待补映射、待审核、待推送、已入账。每个阶段写着几笔、多少钱，加起来等于本期采集。',
    },
    {
      at: '[role=grid]',
      title: '中间按原因分组',
      text: '同一个原因的放在一起，风险高的在前。组右边的按钮一次处理整组：补一个值，后面的单据一起放行。',
    },
    {
      at: '.detail',
      title: '右边是对照',
      text: '左半是钉钉审批原文，右半是要写进金蝶的内容，中间的记号说明值从哪来。三个合计一致才是绿色。点来源看为什么。',
    },
    {
      at: '.hints',
      title: '通过之后再推送',
      text: '看过的按 A 通过，推送前还有一张确认单，列出总额和不推的。按 ? 看全部快捷键，其中的命令面板能找单据、人、页面和动作。',
    },
  ],
} as const;
