export const statusWords = {
  lost: (time: string) => `${time} 起没有连上钉蝶服务器。`,
  /** For the phone, where there is no typed text that could be lost. */
  lostMeans: '页面上是那时的数，可能已经变了；连上后自动更新。',
  unknown: '不知道是否已保存：服务器的回答没有收到。',
  checking: '正在核对，请稍等，不要重复做。',
} as const;
