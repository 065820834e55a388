export const statusWords = {
  unknown: '不知道是否已保存：服务器的回答没有收到。',
  checking: '正在核对，请稍等，不要重复做。',
} as const;
