/** Sentences on two fields that should hold one value and hold two. */
export const TWIN_WORDS: Readonly<Record<string, (params: Readonly<Record<string, string>>) => string>> = {
  'twins-differ': ({ label, value, other, otherValue }) =>
    `${other}是 ${otherValue}，${label}却是 ${value}，方案里两者是同一个值。核对原审批，把其中一个改对，另一个会一起改。`,
};
