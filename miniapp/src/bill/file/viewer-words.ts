import { plainWords } from '../../ui/plain-words.js';

/** Texts of the attachment viewer; they load with the first file. */
export const viewerWords = {
  title: (at: number, of: number) => `附件 ${at} / ${of}`,
  previous: '上一个',
  next: '下一个',
  larger: '放大',
  smaller: '缩小',
  fit: '适合窗口',
  percent: (zoom: number) => `${Math.round(zoom * 100)}%`,
  page: (at: number, of: number) => `第 ${at} 页，共 ${of} 页`,
  loading: plainWords.loadingFile,
  opening: '正在打开 PDF…',
  retry: '重试',
  noPicture: (size: string) => `这不是图片，也不是 PDF（${size}），存下来用别的程序打开。`,
  noPdf: (size: string) => `这个 PDF 打不开（${size}），可能加了密码，或没有传完。存下来用别的程序打开。`,
  save: '存到本机',
  saveHint: '存不了时，在钉钉里打开原审批看。',
  keys: '← → 换一个，+ − 缩放，0 适合窗口，Esc 关闭',
} as const;
