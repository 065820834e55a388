/** Texts about decisions on several bills at once, which a phone does not offer. */
export const undecidedWords = {
  hint: '多张“金蝶里没有查到”的，在电脑上一次决定：每张问过金蝶什么、什么时候、怎么回答，列在一起。手机上逐张打开决定。',
} as const;
