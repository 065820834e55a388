import { plainWords } from '../ui/plain-words.js';

export const receiptWords = {
  open: '看发出的内容和金蝶的回答',
  close: plainWords.fold,
  asked: '问金蝶',
  sent: '发出的内容',
  row: (n: number) => `明细第 ${n} 行`,
  more: (n: string) => `还有 ${n} 行没有列出`,
  answered: '金蝶答',
  took: (seconds: string) => `用时 ${seconds} 秒`,
} as const;
