import { BASE_DATA_WORDS } from '@dingdee/shared/base-data';
import type { FilterCondition } from '@dingdee/shared/filter';
import { formatAmount, parseAmount } from '@dingdee/shared/money';
import { conditionWords } from '../../domain/approval/filter-words.js';
import { fromDayWords } from '../../domain/draft/row-day-words.js';
import type { DecisionDetail } from './decision-words.js';

const SAVE: Readonly<Record<string, string>> = {
  asked: '要发出',
  accepted: '金蝶收下了，要在金蝶里删除',
  'in-doubt': '没有回答，不知道金蝶收下没有',
  absent: '查过，金蝶里没有',
  'refused-as-meant': '金蝶拒绝，没有写入',
  'refused-otherwise': '金蝶拒绝，没有写入',
  'no-right': '金蝶拒绝，没有写入',
};
const COMMENT: Readonly<Record<string, string>> = {
  asked: '要写一条',
  written: '写上了',
  'in-doubt': '没有回答，不知道写上没有',
  'not-written': '没有写上',
};
const CARD: Readonly<Record<string, string>> = {
  asked: '要发给自己',
  sent: '送到了',
  'in-doubt': '没有回答，不知道送到没有',
  refused: '钉钉没有收',
  take: '在卡片上点了“我来看”',
};

/** Returns to which bill or approval the check-up wrote, and the outcome. */
export function checkUpWords(
  action: 'check-up-save' | 'check-up-comment' | 'check-up-card',
  said: DecisionDetail,
): string {
  if (action === 'check-up-card') return CARD[said.outcome ?? ''] ?? '没有发出去';
  const words = action === 'check-up-save' ? SAVE : COMMENT;
  const came = words[said.outcome ?? ''] ?? '没有发出去';
  if (action === 'check-up-comment') return said.approval === undefined ? came : `审批 ${said.approval}：${came}`;
  const bill = said.number === undefined ? '' : `单据 ${said.number}，`;
  return `${said.org === undefined ? '' : `组织 ${said.org}，`}${bill}0.01 元：${came}`;
}

/** Returns "组织 102 的银行账号，12 条" */
export function emptiedWords({ kind = '', orgNumber = '', rows }: DecisionDetail): string {
  const name = (BASE_DATA_WORDS as Readonly<Record<string, string>>)[kind] ?? kind;
  return `${orgNumber === '' ? '' : `组织 ${orgNumber} 的`}${name}${typeof rows === 'number' ? `，${rows} 条` : ''}`;
}

/** Returns "2026-10-15 至 2026-10-31 发起的，4 条 ¥26,930.50" */
export function backfillWords({ from = '', to = '', name, count, amount }: DecisionDetail): string {
  const sum = amount === undefined ? null : parseAmount(amount);
  return `${from} 至 ${to} 发起的${name === undefined ? '' : `，${name}`}${
    count === undefined ? '' : `，${count} 条${sum === null ? '' : ` ¥${formatAmount(sum)}`}`
  }`;
}

/** Returns "，12 条 ¥3,400.00 归为期初" or "，补采 2026-10-15 至 2026-10-31 发起的"; "" if nothing was moved. */
export function firstDayWords({ from, to, count = 0, amount }: DecisionDetail): string {
  const sum = amount === undefined ? null : parseAmount(amount);
  if (count > 0) return `，${count} 条${sum === null ? '' : ` ¥${formatAmount(sum)}`} 归为期初`;
  return from === undefined ? '' : `，补采 ${from} 至 ${to ?? ''} 发起的`;
}

const MOST_ROWS = 3;

/** Returns who pays for which department, and who paid before: "研发部 → 102（原来 101）". */
export function payOrgWords({ rows, count, key, label, was, fromDay }: DecisionDetail): string {
  if (!Array.isArray(rows)) return `${label || key || ''}${sinceWords(fromDay)}：不再由 ${was ?? ''} 付`;
  const told = rows
    .slice(0, MOST_ROWS)
    .map(
      (row) =>
        `${row.label || row.key}${sinceWords(row.fromDay)} → ${row.to}（${row.was === null ? '新加' : `原来 ${row.was}`}）`,
    );
  const all = count ?? rows.length;
  return `${told.join('；')}${all > told.length ? `，等 ${all} 行` : ''}`;
}

const sinceWords = (fromDay: string | undefined): string => (fromDay ? `（${fromDayWords(fromDay)}）` : '');

const MOST_CONDITIONS = 5;

/** Returns "，只采集“总金额 大于 20000”（原来不限）" */
export function filterWords(now: readonly FilterCondition[], was: readonly FilterCondition[]): string {
  const said = (filter: readonly FilterCondition[]) => {
    const more = filter.length > MOST_CONDITIONS ? `等 ${filter.length} 条` : '';
    return `${filter
      .slice(0, MOST_CONDITIONS)
      .map((one) => `“${conditionWords(one)}”`)
      .join('、')}${more}`;
  };
  const before = was.length === 0 ? '不限' : `是${said(was)}`;
  return `，采集条件${now.length === 0 ? '去掉了，全都采集' : `改为${said(now)}`}（原来${before}）`;
}
