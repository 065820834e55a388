import { BUDGET_WORDS } from '@dingdee/shared/budget-words';
import type { CallBudget } from '@dingdee/shared/intake';
import { PAGE_TERMS } from '@dingdee/shared/page-terms';
import { TERM_WORDS } from '@dingdee/shared/term-words';

/** Purposes of the month's calls, with their names and colours in the bar. */
export const BUDGET_PARTS = [
  { key: 'detail', words: BUDGET_WORDS.detail, colour: 'var(--dd-chart-1)', of: ['detail', 'event'] },
  { key: 'comment', words: BUDGET_WORDS.comment, colour: 'var(--dd-approved-dot)', of: ['comment'] },
  { key: 'list', words: BUDGET_WORDS.list, colour: 'var(--dd-chart-2)', of: ['list'] },
  { key: 'look-back', words: BUDGET_WORDS['look-back'], colour: 'var(--dd-pushing-dot)', of: ['look-back'] },
  { key: 'back-fill', words: BUDGET_WORDS['back-fill'], colour: 'var(--dd-held-dot)', of: ['back-fill'] },
  { key: 'recheck', words: BUDGET_WORDS.recheck, colour: 'var(--dd-written-back-dot)', of: ['recheck'] },
  { key: 'related', words: BUDGET_WORDS.related, colour: 'var(--dd-chart-3)', of: ['related'] },
] as const;
/** Calls that other apps of the company have used of the same quota. */
const OTHERS = { key: 'others', words: '同一企业的其他应用', colour: 'var(--dd-ink-3)' } as const;
const OTHER = { key: 'other', words: '附件与其他', colour: 'var(--dd-ink-4)' } as const;
/** Purposes that are listed even without a call, because every month has them. */
const ALWAYS: readonly string[] = ['detail', 'comment', 'list', 'look-back'];

export interface BudgetPart {
  key: string;
  words: string;
  colour: string;
  used: number;
  /** Whole percent of the used calls; all parts add up to 100. */
  share: number;
}

/** Groups the month's calls by purpose, largest first, the others last; counts add up to `used`, percents to 100. */
export function budgetParts({
  byPurpose,
  used,
  others,
}: Pick<CallBudget, 'byPurpose' | 'used' | 'others'>): BudgetPart[] {
  const usedFor = (purposes: readonly string[]) =>
    byPurpose.filter(({ purpose }) => purposes.includes(purpose)).reduce((sum, each) => sum + each.used, 0);
  const named = BUDGET_PARTS.map(({ of, ...part }) => ({ ...part, used: usedFor(of) }))
    .filter((part) => part.used > 0 || ALWAYS.includes(part.key))
    .sort((one, other) => other.used - one.used);
  const rest = used - (others?.calls ?? 0) - named.reduce((sum, part) => sum + part.used, 0);
  const own = rest > 0 ? [...named, { ...OTHER, used: rest }] : named;
  return withShares(others === null ? own : [...own, { ...OTHERS, used: others.calls }], used);
}

/** Names of DingTalk's interfaces, of both API families; all other interfaces share one name. */
const API_WORDS: readonly (readonly [RegExp, string])[] = [
  [/comments?/i, '写评论'],
  [/instanceIds\/query$|listids$/, '审批列表'],
  [/forms\/schemas/, '表单定义'],
  [/templates$|listbyuserid$/, '表单清单'],
  [/files?\b|download/i, '附件'],
  [/todo/i, '待办'],
  [/card/i, PAGE_TERMS.card],
  [/message|asyncsend/i, TERM_WORDS.workNotice],
  [/processinstances?(\/get)?$/i, '审批详情'],
];
const OTHER_API = '其他接口';
const apiWords = (api: string): string => API_WORDS.find(([path]) => path.test(api))?.[1] ?? OTHER_API;

/** Calls of one API for one purpose. */
export interface ApiPart {
  key: string;
  api: string;
  words: string;
  used: number;
}

/** Groups our own calls by API, most used first. Calls counted before the API was recorded come last, under `before`. */
export function apiParts(
  { byApi, used, others }: Pick<CallBudget, 'byApi' | 'used' | 'others'>,
  before: string,
): ApiPart[] {
  const words = new Map<string, string>(
    BUDGET_PARTS.flatMap((part) => part.of.map((purpose) => [purpose, part.words])),
  );
  const told = new Map<string, ApiPart>();
  for (const each of byApi) {
    const part = { api: apiWords(each.api), words: words.get(each.purpose) ?? OTHER.words };
    const key = `${part.api} ${part.words}`;
    told.set(key, { key, ...part, used: (told.get(key)?.used ?? 0) + each.used });
  }
  const parts = [...told.values()].sort((one, other) => other.used - one.used);
  const rest = used - (others?.calls ?? 0) - parts.reduce((sum, part) => sum + part.used, 0);
  return rest > 0 ? [...parts, { key: 'before', api: before, words: '', used: rest }] : parts;
}

/** Rounds the percents down and gives the rest up to 100 to the parts that lost most. */
function withShares(parts: readonly Omit<BudgetPart, 'share'>[], used: number): BudgetPart[] {
  if (used === 0) return parts.map((part) => ({ ...part, share: 0 }));
  const exact = parts.map((part) => (part.used * 100) / used);
  const lacking = 100 - exact.reduce((sum, share) => sum + Math.floor(share), 0);
  const rounded = exact
    .map((share, at) => ({ at, lost: share - Math.floor(share) }))
    .sort((one, other) => other.lost - one.lost)
    .slice(0, lacking);
  const up = new Set(rounded.map(({ at }) => at));
  return parts.map((part, at) => ({ ...part, share: Math.floor(exact[at] ?? 0) + (up.has(at) ? 1 : 0) }));
}
