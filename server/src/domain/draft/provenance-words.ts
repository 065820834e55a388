import type { Reference, RowScope, Rung } from './provenance.js';

/** What a rung of the ladder is called. */
export const RUNG_WORDS: Readonly<Record<Rung, string>> = {
  hand: '人工锁定',
  row: '行级规则',
  scoped: '部门/表单规则',
  table: '映射表',
  default: '默认',
};
export const ROW_SCOPE_WORDS: Readonly<Record<RowScope, string>> = {
  applicant: '本申请人',
  department: '本部门',
  form: '本表单',
  company: '全公司',
};

/**
 * "映射表 费用项目（本部门） v12：市内交通", "规则 2：常量", "审批单“收款账号”".
 * @param revision of a mapping table, "v12"; "" is left out. @param mask for what stands on the approval.
 */
export function referenceWords(reference: Reference, revision: string, mask: (text: string) => string): string {
  switch (reference.code) {
    case 'none':
      return '';
    case 'hand':
      return RUNG_WORDS.hand;
    case 'form':
      return mask(`审批单“${reference.label}”`);
    case 'constant':
      return `规则 ${reference.rule}：常量`;
    case 'template':
      return `规则 ${reference.rule}：文字模板`;
    case 'fallback':
      return `规则 ${reference.rule}：默认值`;
    case 'table': {
      const narrowed = reference.scope === 'company' ? '' : `（${ROW_SCOPE_WORDS[reference.scope]}）`;
      return `映射表 ${reference.name}${narrowed}${revision && ` ${revision}`}：${mask(reference.key)}`;
    }
    case 'said':
      return mask(reference.text);
  }
}
