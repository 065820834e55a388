/** Sentences for skipped bills when several share one line: by code, without details that differ from bill to bill. */
const WORDS: Readonly<Record<string, string>> = {
  'access/refused': '你没有“审核”角色',
  'bill/not-ready': '现在不是待审核',
  'bill/incomplete': '内容还不完整，先补好映射',
  'bill/own-bill': '你自己的，或付给你的，要由别人审核',
  'bill/payee-hand': '收款信息是你改的，要由别人核对后通过',
  'bill/doubt-cleared': '原审批可能已用别的方式付过，是你取消挂起的，要由别人核对后通过',
  'bill/not-found': '没有找到这些单据',
  'bill/stale': '刚被别人更新过，你看到的不是最新内容',
  'bill/amended': '审批已经改过或撤销，正在作废',
  'note-needed:payee-assumed': '收款账号没有写户名，要逐笔打开核对、写明理由再通过',
  'note-needed:payee-guessed': '户名没有标明，要逐笔打开核对、写明理由再通过',
  'note-needed:payee-rounded': '收款账号像被 Excel 改过，要逐笔打开核对、写明理由再通过',
  'note-needed:payer-turned': '付款组织被人改成了另一家，要逐笔打开核对、写明理由再通过',
  'note-needed:payee-hand': '收款信息由人改过，要逐笔打开核对、写明理由再通过',
};
const NOTE_NEEDED = '有提醒，要逐笔打开看过、写明理由再通过';

/**
 * Returns the line of one cause: the sentence itself if all bills have the same, else their common part.
 * @param reasons sentences of the bills of one code, at least one.
 */
export function causeWords(code: string, reasons: readonly string[]): string {
  const [first = ''] = reasons;
  if (reasons.every((reason) => reason === first)) return first;
  return WORDS[code] ?? (code.startsWith('note-needed') ? NOTE_NEEDED : first);
}
