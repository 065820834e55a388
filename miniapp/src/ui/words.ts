import { TERM_WORDS } from '@dingdee/shared/term-words';
import { plainWords } from './plain-words.js';

export const uiWords = {
  unseen: {
    title: '文字里有看不见的字符',
    means: '标成 ⟪U+…⟫ 的地方，原来有一个不显示、或让后面的字倒过来的字符。收款人和账号请对着钉钉原文核对。',
  },
  toDesk: '回到审核台',
  toHome: '回首页',
  copyNumber: '复制错误编号',
  errorNumber: '错误编号',
  copied: plainWords.copied,
  again: plainWords.again,
  undo: (seconds: number) => `撤销 ${seconds}`,
  close: plainWords.close,
  unknownAmounts: (n: string) => `其中 ${n} 笔${TERM_WORDS.noYuanSum}，未计入`,
  photo: {
    loading: plainWords.loadingFile,
    retry: '重试',
  },
} as const;

/** Returns the trouble of a file in the few letters that a tile holds; the full sentence is beside it. */
export const shortTrouble = (code: string): string => SHORT[code] ?? '没取到';
const SHORT: Readonly<Record<string, string>> = {
  'file/slow': '太慢',
  'file/gone': '已失效',
  'file/too-large': '太大',
  'file/unreachable': '连不上',
  'file/foreign': '外来地址',
  'file/broken': '读不出',
  'file/busy': '要等',
  'file/archived': '已归档',
  'file/no-calls': '没额度',
  'client/offline': '断网',
};

/** "1.4 MB" */
export const fileSize = (bytes: number): string =>
  bytes >= 1_048_576 ? `${(bytes / 1_048_576).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} KB`;
