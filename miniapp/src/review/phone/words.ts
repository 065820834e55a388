import { count } from '../../ui/formats.js';
import { worklistWords } from '../../worklist/words.js';

/** Texts of the walk from bill to bill. */
export const reviewWords = {
  title: '审核',
  position: (i: string, n: string) => `${i} / ${n}`,
  positionSpoken: (i: number, n: number) => `第 ${i} 笔，共 ${count(n)} 笔`,
  pick: '多选',
  previous: '上一笔',
  next: '下一笔',
  goOn: '继续',
  left: '这一笔刚被处理过，已不在这一组里。',
  files: (n: number) => `附件 ${n} 张`,
  moreRows: (n: number) => `另 ${n} 行`,
  agree: (n: number) => `明细 ${n} 行合计 ＝ 表单总金额 ＝ 应付金额`,
  differ: (n: number, difference: string) => `明细 ${n} 行合计与表单总金额差 ${difference}`,
  noValue: '没有值',
  whole: '全部，风险高的在前',
  groupDone: '这一组审完了',
  nextGroup: (label: string, n: number) => `下一组：${label} ${count(n)} 笔`,
  allDone: worklistWords.empty.review[0],
  allDoneNext: (time: string) => `下次采集 ${time}。`,
} as const;
