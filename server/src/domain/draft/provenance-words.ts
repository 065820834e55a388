import type { DatePick } from '@dingdee/shared/scheme';
import type { Reference, RowScope, Rung, TableRows } from './provenance.js';
import { fromDayWords } from './row-day-words.js';

/** Names of the rungs of the ladder. */
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

export const PICK_WORDS: Readonly<Record<DatePick, string>> = { earliest: '最早', latest: '最晚' };

const movedFrom = (was: string | undefined): string => (was === undefined ? '' : `，${was} 的会计期间已关账，顺延`);

const MOST_ROWS = 12;

/** Returns rows in words: "第 1、3 行", of several tables "“差旅明细”第 1、3 行，“住宿明细”第 2 行". */
export const rowsWords = (of: readonly TableRows[]): string =>
  of
    .map(({ table, rows }) => {
      const more = rows.length > MOST_ROWS ? `等 ${rows.length}` : '';
      return `${table && `“${table}”`}第 ${rows.slice(0, MOST_ROWS).join('、')} ${more && `${more} `}行`;
    })
    .join('，');

/**
 * Returns a reference in words: "映射表 费用项目（本部门） v12：市内交通", "规则 2：常量", "审批单“收款账号”".
 * @param revision revision of a mapping table, "v12"; "" is left out.
 * @param mask masks text of the approval.
 */
export function referenceWords(reference: Reference, revision: string, mask: (text: string) => string): string {
  switch (reference.code) {
    case 'none':
      return '';
    case 'hand':
      return RUNG_WORDS.hand;
    case 'form':
      return mask(`审批单“${reference.label}”`);
    case 'related':
      return mask(`关联审批“${reference.title}”的“${reference.label}”`);
    case 'day': {
      const { label, pick, of, was } = reference;
      const row = pick === undefined ? '' : `${PICK_WORDS[pick]}一行${of ? `（${rowsWords(of)}）` : ''}`;
      return `${mask(`审批单“${label}”`)}${row}${movedFrom(was)}`;
    }
    case 'push-day':
      return `推送当天${movedFrom(reference.was)}`;
    case 'constant':
      return `规则 ${reference.rule}：常量`;
    case 'template':
      return `规则 ${reference.rule}：文字模板`;
    case 'expression':
      return `规则 ${reference.rule}：表达式`;
    case 'fallback':
      return `规则 ${reference.rule}：默认值`;
    case 'net':
      return `明细 ${reference.gross}${reference.of ? `（${rowsWords(reference.of)}合计）` : ''}，冲抵 ${reference.off}`;
    case 'sum':
      return `${rowsWords(reference.of)}合计`;
    case 'each':
      return reference.of
        .map(({ rows, reference: own }) => `${rowsWords(rows)}：${referenceWords(own, revision, mask)}`)
        .join('；');
    case 'table': {
      const narrowed = reference.scope === 'company' ? '' : `（${ROW_SCOPE_WORDS[reference.scope]}）`;
      const since = reference.fromDay === undefined ? '' : `（${fromDayWords(reference.fromDay)}）`;
      return `映射表 ${reference.name}${narrowed}${revision && ` ${revision}`}：${mask(reference.key)}${since}`;
    }
    case 'said':
      return mask(reference.text);
  }
}
