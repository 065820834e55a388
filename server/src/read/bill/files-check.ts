import type { BillDetail } from '@dingdee/shared/bill-detail';

type Check = BillDetail['checks'][number];

/** Labels with which forms ask for the number of papers: 附件张数, 单据及附件数量, 发票张数（张）. */
const COUNTED =
  /^(?:所附)?(?:原始)?(?:附件|单据|票据|凭证)(?:及附件)?(?:的)?(?:总)?(?:张|页|份|个)?数量?(?:（[张页份个]）|\([张页份个]\))?$/u;
const NUMBER = /^(\d{1,4})(?:\.0+)?\s*[张页份个]?$/u;

/**
 * Compares the number of files on the approval with the number on its form. If the form has no number, there is nothing to compare: 未知, never a tick.
 * @param files number of files on the approval. @param others controls of the form that no rule reads, as text.
 */
export function filesCheck(files: number, others: readonly { label: string; text: string }[]): Check {
  const label = '附件张数';
  const has = files === 0 ? '审批上没有文件' : `审批上有 ${files} 个文件`;
  const told = others.find((other) => COUNTED.test(other.label.replace(/\s/g, '')));
  if (!told) return { label, state: 'unknown', note: `${has}，表单没有写张数，没有可比的` };
  const number = NUMBER.exec(told.text.trim())?.[1];
  if (number === undefined)
    return { label, state: 'unknown', note: `${has}，表单的“${told.label}”写的不是一个数，自己数一下` };
  if (Number(number) === files) return { label, state: 'ok', note: `${has}，和表单写的一样` };
  return {
    label,
    state: 'amber',
    note: `${has}，表单的“${told.label}”写的是 ${Number(number)}。一个文件里可能有几张，打开附件数一下；少的，问申请人补。`,
  };
}
