/** DingTalk titles an approval "闻人瑾提交的费用报销". @returns who; null where the title was changed. */
export const originatorInTitle = (title: string): string | null =>
  /^\s*(.{1,40}?)提交的/u.exec(title)?.[1]?.trim() || null;
