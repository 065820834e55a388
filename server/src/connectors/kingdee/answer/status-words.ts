const WORD: Readonly<Record<string, string>> = {
  Z: '暂存',
  A: '创建',
  B: '审核中',
  C: '已审核',
  D: '重新审核',
};
/** Kingdee's own words for a document status (kingdee.md §7.5); an unknown one as it is. */
export const statusWord = (status: string): string => WORD[status] ?? status;
