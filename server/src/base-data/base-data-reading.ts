import { customPinyin, pinyin } from 'pinyin-pro';

// 行 of a bank is háng; on its own the dictionary reads xíng.
customPinyin({
  工行: 'gōng háng',
  农行: 'nóng háng',
  中行: 'zhōng háng',
  建行: 'jiàn háng',
  交行: 'jiāo háng',
  招行: 'zhāo háng',
  分行: 'fēn háng',
  支行: 'zhī háng',
});

/** The pinyin of a name as it is typed: "差旅费-市内交通" → "chalvfeishineijiaotong" and "clfsnjt"; ü is v, signs and rare characters are dropped. */
export interface Reading {
  pinyin: string;
  initials: string;
}

const LONGEST = { pinyin: 400, initials: 100 };
const typed = (parts: readonly string[], longest: number): string =>
  parts
    .join('')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .slice(0, longest);

export function readingOf(name: string): Reading {
  const options = { toneType: 'none', type: 'array', v: true, nonZh: 'consecutive' } as const;
  return {
    pinyin: typed(pinyin(name, options), LONGEST.pinyin),
    initials: typed(pinyin(name, { ...options, pattern: 'first' }), LONGEST.initials),
  };
}
