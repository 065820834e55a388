export const alikeWords = {
  /** "看另外 23 张"; `some` is true if not all bills were searched. */
  others: (n: string, some: boolean) => (some ? `看另外 ${n} 张（最近的）` : `看另外 ${n} 张`),
  label: '同一行映射给出同一个值的单据',
  lookedThrough: (n: string) => `用到这个来源值的单据很多，只看了最近 ${n} 张`,
} as const;
