import { BASE_DATA_WORDS } from '@dingdee/shared/base-data';
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

/** Which bill or approval the check-up wrote to, and what came of it. */
export function checkUpWords(action: 'check-up-save' | 'check-up-comment', said: DecisionDetail): string {
  const words = action === 'check-up-save' ? SAVE : COMMENT;
  const came = words[said.outcome ?? ''] ?? '没有发出去';
  if (action === 'check-up-comment') return said.approval === undefined ? came : `审批 ${said.approval}：${came}`;
  const bill = said.number === undefined ? '' : `单据 ${said.number}，`;
  return `${said.org === undefined ? '' : `组织 ${said.org}，`}${bill}0.01 元：${came}`;
}

/** "组织 102 的银行账号，12 条" */
export function emptiedWords({ kind = '', orgNumber = '', rows }: DecisionDetail): string {
  const name = (BASE_DATA_WORDS as Readonly<Record<string, string>>)[kind] ?? kind;
  return `${orgNumber === '' ? '' : `组织 ${orgNumber} 的`}${name}${typeof rows === 'number' ? `，${rows} 条` : ''}`;
}

const MOST_ROWS = 3;

/** Who pays for which department, and who did before: "研发部 → 102（原来 101）". */
export function payOrgWords({ rows, count, key, label, was }: DecisionDetail): string {
  if (!Array.isArray(rows)) return `${label || key || ''}：不再由 ${was ?? ''} 付`;
  const told = rows
    .slice(0, MOST_ROWS)
    .map((row) => `${row.label || row.key} → ${row.to}（${row.was === null ? '新加' : `原来 ${row.was}`}）`);
  const all = count ?? rows.length;
  return `${told.join('；')}${all > told.length ? `，等 ${all} 行` : ''}`;
}
