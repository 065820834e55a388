const WORD: Readonly<Record<string, string>> = {
  Z: '暂存',
  A: '创建',
  B: '审核中',
  C: '已审核',
  D: '重新审核',
};
/** Returns Kingdee's word for a document status (kingdee.md §7.5); an unknown status is returned unchanged. */
export const statusWord = (status: string): string => WORD[status] ?? status;
