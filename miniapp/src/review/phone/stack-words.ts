import { count } from '../../ui/formats.js';

/** Texts in a file of their own, so that single cards need not load them. */
export const stackWords = {
  offer: (n: number) => `检查全部通过的 ${count(n)} 笔，一起看`,
  means: '逐行列出，看过总额和最大的几笔再通过。',
} as const;
