import { editWords } from '../ui/edit-words.js';
import { count } from '../ui/formats.js';
import { runningWords } from './running-words.js';

/** Texts about bills that wait for Kingdee's locks, on a phone. */
export const tryNowWords = {
  title: (n: number, money: string) => `${count(n)} 笔 ¥${money} 在金蝶里正被占用`,
  means: '不会丢，会自动再试。占用的人在金蝶退出单据后，可以现在就试。',
  go: runningWords.tryNow,
  going: editWords.submitting,
  done: (n: number, money: string) => `正在再试 ${count(n)} 笔 ¥${money}，结果逐笔更新`,
} as const;
