import { plainForms } from '@dingdee/shared/plain-forms';

/** Words that say that there is no name, or none yet. */
const NOTHING =
  /^(?:暂?时?没?有?无|[暂尚还]?时?未?没有|空白?|[暂无不]需要?填?|不用填?|不适用|不涉及|不[详明清]楚?|未知|未[填定]|待[定补填查]|待补[充填]|后补|待提供|以合同为准|暂?无(?:信息|收款人)|待[确核][认定]|暂[无缺空定]|暂未[填定]|无户?名|无姓名|n\/?a|nil|none|null|tb[dc]|unknown|x{1,4}|test)$/iu;
/** Words that point to another place: 见附件, 同上, 如合同所示. */
const ELSEWHERE =
  /^(?:详?见|请见|参[见考照阅]|[同如按以照])(?:以?[上下前]|上面|下面|上[述一][行条项]?|下述|附件|附[图表页]|合同|协议|发票|备注|说明|明细|单据|审批单?|名单|工资表|发放表|花名册|明细表|汇总表|[上下]表|清单|表格|图片?|照片|截图|通知|原件)+(?:内容|信息|所[示述列])?[一二三四五六七八九十\d]*$/u;
/** Words for a person whose name they do not say. */
const PRONOUN =
  /^(?:[同即是]?(?:我|自己|本人|申请人|发起人|报销人|提交人|经办人|领款人|填单人)(?:本人|自己)?|同名|同一人)$/u;
/** Such a word that means who asks for the payment; 经办人 may be somebody else. */
const APPLICANT = /^[同即是]?(?:我|自己|本人|申请人|发起人|报销人|提交人)(?:本人|自己)?$/u;
/** Words that nobody is to be named. */
const NO_ONE = /^(?:无|没有|不适用|不涉及|不需要?填?|无需填?|n\/a)$/iu;
/** A label, the kind of an account or of a payee, in the place of a name. */
const LABEL_WORD =
  /^(?:户名|姓名|名称|[收领]款[人方]|[对个][公人]|[公私]司?|附件[一二三四五六七八九十\d]*|(?:对公|对私|公司|个人)[账帐][户号]|本公司|供应商|供货商|房东|多人|全体员工)$/u;

/**
 * Returns whether a text that stands where a name is asked for is no name: signs and digits alone, 无, 同上, 见附件, 待定, 本人. Only the whole text
 * counts: 无锡, 同仁堂 and 见山公司 are names.
 */
export function isNoName(text: string): boolean {
  const word = bareWord(text);
  if (!/\p{L}/u.test(word)) return text.trim() !== '';
  return NOTHING.test(word) || ELSEWHERE.test(word) || PRONOUN.test(word) || LABEL_WORD.test(word);
}

/** Returns whether such a text means the applicant: 本人, 同申请人. */
export const isApplicantWord = (text: string): boolean => APPLICANT.test(bareWord(text));

/** Returns whether such a text says that there is nobody to name: 无, a stroke. */
export function isNobody(text: string): boolean {
  const word = bareWord(text);
  return NO_ONE.test(word) || (!/[\p{L}\p{N}]/u.test(word) && text.trim() !== '');
}

const bareWord = (text: string): string =>
  plainForms(text).replace(/[\s"'“”‘’「」【】()[\]<>《》.,，。、;；:：!！?？~～—–_*#…-]+/gu, '');
