import { RISKS } from '@dingdee/shared/bill';
import { parseAmount } from '@dingdee/shared/money';
import type { PutView, ViewGroup } from '@dingdee/shared/view';
import type { BillFilter } from '../api/bill-api.js';

export const VIEWS = ['mine', 'waiting', 'large', 'bare', 'unanswered', 'decided'] as const;
/** Built-in views (常用视图) of a stage: one more condition each. */
export type View = (typeof VIEWS)[number] | null;
/** Filter of a stage: the search text and the conditions. */
export type Narrowing = Omit<BillFilter, 'stage' | 'schemeId' | 'reason' | 'within'>;
export type Filters = Omit<Narrowing, 'q'>;
export const VIEW_FILTERS: Readonly<Record<(typeof VIEWS)[number], Filters>> = {
  mine: { assigned: 'me' },
  waiting: { waitingDays: 3 },
  large: { risk: 'large' },
  bare: { attachments: 'none' },
  unanswered: { risk: 'unanswered' },
  decided: { decided: 'lately' },
};

/** Content of a saved view. */
export type ViewContent = Pick<PutView, 'filter' | 'sort' | 'group'>;

/** Query names of the conditions. */
const WORDS = {
  department: 'dept',
  orgNumber: 'org',
  minAmount: 'min',
  maxAmount: 'max',
  waitingDays: 'days',
  attachments: 'files',
  finishedFrom: 'from',
  finishedTo: 'to',
  risk: 'risk',
  decided: 'decided',
  assigned: 'hand',
  lacks: 'lacks',
} as const satisfies Record<keyof Filters, string>;
export const FILTER_KEYS = Object.keys(WORDS) as readonly (keyof Filters)[];

const day = (text: string | undefined): string | undefined =>
  text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined;
const days = (text: string | undefined): number | undefined =>
  text !== undefined && /^[1-9]\d{0,2}$/.test(text) && Number(text) <= 365 ? Number(text) : undefined;
const sum = (text: string | undefined): Filters['minAmount'] =>
  text === undefined ? undefined : (parseAmount(text) ?? undefined);

const hand = (text: string | undefined) =>
  text !== undefined && /^(me|none|overdue|to:.{1,64}|act:[\w-]{36})$/.test(text) ? text : undefined;

const lacking = (text: string | undefined) =>
  text !== undefined && text.length <= 241 && /^[^:]{1,40}:./su.test(text) ? text : undefined;

/** Reads the conditions from an address. People type and share addresses, so unknown values are ignored. */
export function readFilters(word: (name: string) => string | undefined): Filters {
  const files = word(WORDS.attachments);
  const read: Filters = {
    department: word(WORDS.department)?.slice(0, 200),
    orgNumber: word(WORDS.orgNumber)?.slice(0, 40),
    minAmount: sum(word(WORDS.minAmount)),
    maxAmount: sum(word(WORDS.maxAmount)),
    waitingDays: days(word(WORDS.waitingDays)),
    attachments: files === 'none' || files === 'some' ? files : undefined,
    finishedFrom: day(word(WORDS.finishedFrom)),
    finishedTo: day(word(WORDS.finishedTo)),
    risk: RISKS.find((one) => one === word(WORDS.risk)),
    assigned: hand(word(WORDS.assigned)),
    decided: word(WORDS.decided) === 'lately' ? 'lately' : undefined,
    lacks: lacking(word(WORDS.lacks)),
  };
  return given(read);
}

/** Returns every query name of the conditions; names without a condition are removed from the address. */
export const writeFilters = (filters: Filters): Record<string, string | undefined> =>
  Object.fromEntries(
    FILTER_KEYS.map((key) => [WORDS[key], filters[key] === undefined ? undefined : String(filters[key])]),
  );

/** Returns the filter without undefined values. */
export const given = <T extends object>(filter: T): T =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as T;

export const asGroup = (text: string | undefined): ViewGroup =>
  text === 'off' || text === 'risk' || text === 'person' ? text : 'reason';
