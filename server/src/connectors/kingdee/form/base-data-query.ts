import {
  BASE_DATA_FORMS,
  type BaseDataKind,
  baseDataKind,
  type FixedKind,
  isFixed,
  ownKindParts,
} from '@dingdee/shared/base-data';
import type { UnusableReason } from '../../../domain/draft/usable-base-data.js';
import { type MobileMark, UNMARKED } from '../../../domain/mobile-mark.js';
import type { BaseDataRecord } from '../../target.js';
import { type ExactJson, textOf } from '../answer/exact-json.js';
import { type BillQuery, inList } from './bill-query.js';
import { modifiedTime, timeLiteral } from './modified-time.js';

interface Columns {
  form: string;
  /** Primary key, which gives a total order for paging. It differs between forms; some are unconfirmed (kingdee.md §8.2, §14.9). */
  id: string;
  name: string;
  org: boolean;
  document: string | null;
  forbid: string | null;
  extra: readonly string[];
  /** For 辅助资料: the number of the requested category; only its entries count. */
  category?: string;
}

type Usual = Omit<Columns, 'form'>;
const USUAL: Usual = {
  id: 'FID',
  name: 'FName',
  org: true,
  document: 'FDocumentStatus',
  forbid: 'FForbidStatus',
  extra: [],
};
/** Mobile number of a person; UNCONFIRMED (kingdee.md knows it from practice only). It is stored as its mark, never in clear. */
const MOBILE = 'FMobile';
/** Time of the last change of an entry; UNCONFIRMED for these forms (kingdee.md §8.5). */
export const MODIFIED = 'FModifyDate';
/** Keys without evidence: if a form refuses a query without naming the field, these are dropped first. */
export const UNSURE_KEYS: ReadonlySet<string> = new Set([MOBILE, MODIFIED]);
/** Columns by kind (kingdee.md §8.2). Keys that an installation lacks are dropped and the query is repeated. */
const COLUMNS: Readonly<Record<FixedKind, Usual>> = {
  costItem: { ...USUAL, id: 'FEXPID' },
  department: { ...USUAL, id: 'FDEPTID' },
  employee: { ...USUAL, extra: [MOBILE] },
  supplier: { ...USUAL, id: 'FSupplierId' },
  organisation: { ...USUAL, id: 'FOrgID', org: false },
  settlementType: { ...USUAL, org: false },
  purpose: { ...USUAL, org: false },
  bankAccount: { ...USUAL, id: 'FBANKACNTID', document: 'FDOCUMENTSTATUS', forbid: 'FFORBIDSTATUS' },
  cashAccount: USUAL,
  currency: { ...USUAL, id: 'FCURRENCYID', org: false, extra: ['FCODE'] },
};
const NUMBER = 'FNumber';
const USE_ORG = 'FUseOrgId.FNumber';
/** Form of 辅助资料 (kingdee.md §8.3), with the entries of every category. */
export const ASSISTANT_FORM = 'BOS_ASSISTANTDATA_DETAIL';
const CATEGORY = 'FId.FNumber';

function columnsOf(kind: BaseDataKind): Columns {
  if (isFixed(kind)) return { form: BASE_DATA_FORMS[kind], ...COLUMNS[kind] };
  const parts = ownKindParts(kind);
  const name = parts?.name ?? '';
  if (parts?.of === 'assistant')
    return { ...USUAL, form: ASSISTANT_FORM, id: 'FEntryId', name: 'FDataValue', category: name };
  // The primary key of a custom form is unknown: rows are ordered by number.
  return { ...USUAL, form: name, id: NUMBER };
}

/** Returns the keys without which the entries cannot be listed or assigned to the kind. */
export function baseDataMust(kind: BaseDataKind): ReadonlySet<string> {
  const { name, category } = columnsOf(kind);
  return new Set([NUMBER, name, ...(category === undefined ? [] : [CATEGORY])]);
}

/** Number key that other clients read if a form has no FNumber (first-contact.md); bills then use this number too. */
export const OTHER_NUMBER_KEYS: Partial<Readonly<Record<BaseDataKind, string>>> = { employee: 'FStaffNumber' };

/**
 * Builds the query for one kind of base data.
 * @param keys the keys that the form is known to have; all keys at first.
 * @param only the entries of this number, or those changed at or after this time ("2026-12-01T10:00:00").
 * @throws RangeError for a category, number or time that must not be quoted.
 */
export function baseDataQuery(
  kind: BaseDataKind,
  keys: readonly string[] = baseDataKeys(kind),
  { number, since }: OnlyEntries = {},
): BillQuery {
  const { form, id, category } = columnsOf(kind);
  const conditions = [
    ...(category === undefined ? [] : [`${CATEGORY} = ${inList([category])}`]),
    ...(number === undefined ? [] : [`${NUMBER} = ${inList([number])}`]),
    ...(since === undefined ? [] : [`${MODIFIED} >= ${timeLiteral(since)}`]),
  ];
  return {
    form,
    keys,
    filter: conditions.join(' and '),
    order: keys.includes(id) ? `${id} asc` : `${NUMBER} asc`,
  };
}

/** Entries that a query is narrowed to. */
export interface OnlyEntries {
  number?: string | undefined;
  since?: string;
}

export function baseDataKeys(kind: BaseDataKind): string[] {
  const { id, name, org, document, forbid, extra, category } = columnsOf(kind);
  const optional = [document, forbid].filter((key): key is string => key !== null);
  const of = category === undefined ? [] : [CATEGORY];
  return [...new Set([id, NUMBER, name, ...of, ...(org ? [USE_ORG] : []), ...optional, ...extra])];
}

/** Returns the keys without optional ones, for a form that refuses the query without naming the field. */
export const plainestKeys = (): string[] => [NUMBER, 'FName'];

/** Keys of a reading that also keeps when each entry changed. */
export const readKeys = (kind: BaseDataKind): string[] => [...baseDataKeys(kind), MODIFIED];

/**
 * Converts rows to records, one for each (number, using organisation). A row that is not audited or is forbidden stays, with the reason; a
 * row of another category is skipped.
 * @param keys the columns, in the order of each row.
 */
export function baseDataRecords(
  kind: BaseDataKind,
  keys: readonly string[],
  rows: readonly (readonly ExactJson[])[],
  mobileMark: MobileMark = UNMARKED,
): BaseDataRecord[] {
  const { name, document, forbid, extra, category } = columnsOf(kind);
  const records = new Map<string, BaseDataRecord>();
  for (const row of rows) {
    const cell = (key: string | null) => (key === null ? '' : textOf(row[keys.indexOf(key)]).trim());
    const number = cell(NUMBER);
    if (number === '' || (category !== undefined && cell(CATEGORY) !== category)) continue;
    const orgNumber = cell(USE_ORG);
    const reason = whyNot(cell(document), cell(forbid));
    const modified = modifiedTime(cell(MODIFIED));
    const record: BaseDataRecord = {
      kind,
      number,
      name: cell(name) || number,
      orgNumber,
      usable: reason === null,
      reason,
      extra: Object.fromEntries(
        extra
          .map((key) => (key === MOBILE ? ['mobile', mobileMark(cell(key))] : [key, cell(key)]))
          .filter(([, value]) => value !== ''),
      ),
      ...(modified === null ? {} : { modified }),
    };
    const key = `${orgNumber}\n${number}`;
    const other = records.get(key);
    records.set(key, other ? together(other.usable ? other : record, other, record) : record);
  }
  return [...records.values()];
}

/** Returns the record that counts of two with the same number, with the later of their times. */
function together(kept: BaseDataRecord, ...both: readonly BaseDataRecord[]): BaseDataRecord {
  const latest = both
    .flatMap(({ modified }) => modified ?? [])
    .sort()
    .at(-1);
  return { ...kept, ...(latest === undefined ? {} : { modified: latest }), repeated: true };
}

const CATEGORY_KEYS = ['FId', CATEGORY, 'FId.FName'] as const;
/** Keys without which categories cannot be distinguished. */
export const CATEGORY_MUST: ReadonlySet<string> = new Set(CATEGORY_KEYS.slice(0, 2));
/** Query with one line for each entry: a list of the categories themselves is not known (kingdee.md §8.3). */
export const categoriesQuery: BillQuery = {
  form: ASSISTANT_FORM,
  keys: CATEGORY_KEYS,
  filter: '',
  order: 'FEntryId asc',
};

/** Returns each category once; skips a category whose number cannot be asked about. */
export function categoriesIn(
  keys: readonly string[],
  rows: readonly (readonly ExactJson[])[],
): { id: string; number: string; name: string }[] {
  const found = new Map<string, { id: string; number: string; name: string }>();
  for (const row of rows) {
    const [id = '', number = '', name = ''] = CATEGORY_KEYS.map((key) => textOf(row[keys.indexOf(key)]).trim());
    if (number !== '' && baseDataKind.safeParse(`assistant:${number}`).success)
      found.set(number, { id, number, name: name || number });
  }
  return [...found.values()];
}

/**
 * Returns why a row is unusable. Usable rows are audited and not forbidden (kingdee.md §8.2); a status that the form does not tell counts
 * as usable.
 */
function whyNot(documentStatus: string, forbidStatus: string): UnusableReason | null {
  if (forbidStatus !== '' && forbidStatus !== 'A') return 'forbidden';
  if (documentStatus !== '' && documentStatus !== 'C') return 'unaudited';
  return null;
}
