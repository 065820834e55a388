import {
  BASE_DATA_FORMS,
  type BaseDataKind,
  baseDataKind,
  type FixedKind,
  isFixed,
  ownKindParts,
} from '@dingdee/shared/base-data';
import type { UnusableReason } from '../../../domain/draft/usable-base-data.js';
import { mobileMark } from '../../../domain/mobile-mark.js';
import type { BaseDataRecord } from '../../target.js';
import { type ExactJson, textOf } from '../answer/exact-json.js';
import { type BillQuery, inList } from './bill-query.js';

interface Columns {
  form: string;
  /** Primary key: a total order for paging. Not the same on every form, some unconfirmed (kingdee.md §8.2, §14.9). */
  id: string;
  name: string;
  org: boolean;
  document: string | null;
  forbid: string | null;
  extra: readonly string[];
  /** Of 辅助资料: the number of the category that is asked for; its entries only count. */
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
/** Of a person; UNCONFIRMED (kingdee.md tells of it in practice only): kept as mobileMark, never as it is. */
const MOBILE = 'FMobile';
/** Keys that nobody has shown: a form that refuses without naming the field is asked without these first. */
export const UNSURE_KEYS: ReadonlySet<string> = new Set([MOBILE]);
/** kingdee.md §8.2. Keys that an installation does not have are dropped and the question is asked again. */
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
/** 辅助资料 (kingdee.md §8.3): entries of every category in one form. */
export const ASSISTANT_FORM = 'BOS_ASSISTANTDATA_DETAIL';
const CATEGORY = 'FId.FNumber';

function columnsOf(kind: BaseDataKind): Columns {
  if (isFixed(kind)) return { form: BASE_DATA_FORMS[kind], ...COLUMNS[kind] };
  const parts = ownKindParts(kind);
  const name = parts?.name ?? '';
  if (parts?.of === 'assistant')
    return { ...USUAL, form: ASSISTANT_FORM, id: 'FEntryId', name: 'FDataValue', category: name };
  // Its primary key is nobody's to guess: rows are ordered by number.
  return { ...USUAL, form: name, id: NUMBER };
}

/** Without these nothing can be listed, or nobody knows of what. */
export function baseDataMust(kind: BaseDataKind): ReadonlySet<string> {
  const { name, category } = columnsOf(kind);
  return new Set([NUMBER, name, ...(category === undefined ? [] : [CATEGORY])]);
}

/** What other clients read where a form has no FNumber (first-contact.md): the number that bills then name it by, too. */
export const OTHER_NUMBER_KEYS: Partial<Readonly<Record<BaseDataKind, string>>> = { employee: 'FStaffNumber' };

/**
 * @param keys what the form is known to have; all of them at first.
 * @param number only the entries of this number.
 * @throws RangeError for a category or a number that must not be quoted.
 */
export function baseDataQuery(
  kind: BaseDataKind,
  keys: readonly string[] = baseDataKeys(kind),
  number?: string,
): BillQuery {
  const { form, id, category } = columnsOf(kind);
  const conditions = [
    ...(category === undefined ? [] : [`${CATEGORY} = ${inList([category])}`]),
    ...(number === undefined ? [] : [`${NUMBER} = ${inList([number])}`]),
  ];
  return {
    form,
    keys,
    filter: conditions.join(' and '),
    order: keys.includes(id) ? `${id} asc` : `${NUMBER} asc`,
  };
}

export function baseDataKeys(kind: BaseDataKind): string[] {
  const { id, name, org, document, forbid, extra, category } = columnsOf(kind);
  const optional = [document, forbid].filter((key): key is string => key !== null);
  const of = category === undefined ? [] : [CATEGORY];
  return [...new Set([id, NUMBER, name, ...of, ...(org ? [USE_ORG] : []), ...optional, ...extra])];
}

/** The same without what is optional: for a form that refuses the question without naming the field. */
export const plainestKeys = (): string[] => [NUMBER, 'FName'];

/**
 * Rows as records, one per (number, using organisation). A row that is not audited or is forbidden stays, with its reason; one of another
 * category than was asked for is none of the kind.
 * @param keys the columns, in the order of each row.
 */
export function baseDataRecords(
  kind: BaseDataKind,
  keys: readonly string[],
  rows: readonly (readonly ExactJson[])[],
): BaseDataRecord[] {
  const { name, document, forbid, extra, category } = columnsOf(kind);
  const records = new Map<string, BaseDataRecord>();
  for (const row of rows) {
    const cell = (key: string | null) => (key === null ? '' : textOf(row[keys.indexOf(key)]).trim());
    const number = cell(NUMBER);
    if (number === '' || (category !== undefined && cell(CATEGORY) !== category)) continue;
    const orgNumber = cell(USE_ORG);
    const reason = whyNot(cell(document), cell(forbid));
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
    };
    const key = `${orgNumber}\n${number}`;
    if (!records.get(key)?.usable) records.set(key, record);
  }
  return [...records.values()];
}

const CATEGORY_KEYS = ['FId', CATEGORY, 'FId.FName'] as const;
/** Without these a category cannot be told from another. */
export const CATEGORY_MUST: ReadonlySet<string> = new Set(CATEGORY_KEYS.slice(0, 2));
/** A line for each entry: no list of the categories themselves was shown by anybody (kingdee.md §8.3). */
export const categoriesQuery: BillQuery = {
  form: ASSISTANT_FORM,
  keys: CATEGORY_KEYS,
  filter: '',
  order: 'FEntryId asc',
};

/** Each category once; one whose number cannot be asked about is left out. */
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

/** Usable rows are audited and not forbidden (kingdee.md §8.2); a status that the form does not tell counts as fine. */
function whyNot(documentStatus: string, forbidStatus: string): UnusableReason | null {
  if (forbidStatus !== '' && forbidStatus !== 'A') return 'forbidden';
  if (documentStatus !== '' && documentStatus !== 'C') return 'unaudited';
  return null;
}
