import { type VariantWords, type Words, wordsOf } from './issue-variants.js';

const NO_DATE: VariantWords<'invalid-date'> = {
  value: ({ label, text }) => `${label}不是日期：“${text}”。`,
  compared: ({ label, text }) =>
    `${label}的表达式比较不了“${text}”：不是金额或日期，或太长。请申请人更正，或手工填写${label}。`,
  source: ({ label, text }) => `${label}无法识别：“${text}”不是日期。`,
};

/** Sentences on a value that its field cannot hold, or that nothing can give. */
export const VALUE_WORDS: Readonly<Record<string, Words>> = {
  'invalid-date': wordsOf(NO_DATE),
  'invalid-rate': ({ label, text }) => `${label}必须是大于零的数：“${text}”。`,
  'too-long': ({ label, length, longest }) =>
    `${label}有 ${length} 个字，金蝶只收 ${longest} 个，已截短。核对截短后的内容。`,
  unsupported: ({ label }) => `${label}用了表达式规则，现在还不能计算。在方案里换一种规则。`,
  'originator-unknown': ({ label, userId }) =>
    `${label}没有值：钉钉没有告诉我们发起人（${userId}）的姓名，不能用编号代替。请管理员检查应用的通讯录权限和授权范围；这一笔请手工填写${label}。`,
  currency: ({ text, home, form }) => `币别是 ${text}，目前只能推送人民币（${home}）的${form}。请线下处理。`,
};
