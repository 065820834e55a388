import { BASE_DATA_FORMS, type BaseDataKind } from '@dingdee/shared/base-data';
import type { UnusableReason } from '../../../domain/draft/usable-base-data.js';
import type { BaseDataRecord } from '../../target.js';
import { type ExactJson, textOf } from '../answer/exact-json.js';
import type { BillQuery } from './bill-query.js';

interface Columns {
  /** Primary key: a total order for paging. Not the same on every form, some unconfirmed (kingdee.md §8.2, §14.9). */
  id: string;
  org: boolean;
  document: string | null;
  forbid: string | null;
  extra: readonly string[];
}

const USUAL: Columns = { id: 'FID', org: true, document: 'FDocumentStatus', forbid: 'FForbidStatus', extra: [] };
/** kingdee.md §8.2. Keys that an installation does not have are dropped and the question is asked again. */
const COLUMNS: Readonly<Record<BaseDataKind, Columns>> = {
  costItem: { ...USUAL, id: 'FEXPID' },
  department: { ...USUAL, id: 'FDEPTID' },
  employee: USUAL,
  supplier: { ...USUAL, id: 'FSupplierId' },
  organisation: { ...USUAL, id: 'FOrgID', org: false },
  settlementType: { ...USUAL, org: false },
  purpose: { ...USUAL, org: false },
  bankAccount: { ...USUAL, id: 'FBANKACNTID', document: 'FDOCUMENTSTATUS', forbid: 'FFORBIDSTATUS' },
  cashAccount: USUAL,
  currency: { ...USUAL, id: 'FCURRENCYID', org: false, extra: ['FCODE'] },
};
/** Without these nothing can be listed. */
export const BASE_DATA_MUST: ReadonlySet<string> = new Set(['FNumber', 'FName']);
const USE_ORG = 'FUseOrgId.FNumber';

/** What other clients read where a form has no FNumber (first-contact.md): the number that bills then name it by, too. */
export const OTHER_NUMBER_KEYS: Partial<Readonly<Record<BaseDataKind, string>>> = { employee: 'FStaffNumber' };

/** @param keys what the form is known to have; all of them at first. */
export function baseDataQuery(kind: BaseDataKind, keys: readonly string[] = baseDataKeys(kind)): BillQuery {
  const { id } = COLUMNS[kind];
  return { form: BASE_DATA_FORMS[kind], keys, filter: '', order: keys.includes(id) ? `${id} asc` : 'FNumber asc' };
}

export function baseDataKeys(kind: BaseDataKind): string[] {
  const { id, org, document, forbid, extra } = COLUMNS[kind];
  const optional = [document, forbid].filter((key): key is string => key !== null);
  return [id, 'FNumber', 'FName', ...(org ? [USE_ORG] : []), ...optional, ...extra];
}

/** The same without what is optional: for a form that refuses the question without naming the field. */
export const plainestKeys = (): string[] => ['FNumber', 'FName'];

/**
 * Rows as records, one per (number, using organisation). A row that is not audited or is forbidden stays, with its reason.
 * @param keys the columns, in the order of each row.
 */
export function baseDataRecords(
  kind: BaseDataKind,
  keys: readonly string[],
  rows: readonly (readonly ExactJson[])[],
): BaseDataRecord[] {
  const { document, forbid, extra } = COLUMNS[kind];
  const records = new Map<string, BaseDataRecord>();
  for (const row of rows) {
    const cell = (key: string | null) => (key === null ? '' : textOf(row[keys.indexOf(key)]).trim());
    const number = cell('FNumber');
    if (number === '') continue;
    const orgNumber = cell(USE_ORG);
    const reason = whyNot(cell(document), cell(forbid));
    const record: BaseDataRecord = {
      kind,
      number,
      name: cell('FName') || number,
      orgNumber,
      usable: reason === null,
      reason,
      extra: Object.fromEntries(extra.map((key) => [key, cell(key)]).filter(([, value]) => value !== '')),
    };
    const key = `${orgNumber}\n${number}`;
    if (!records.get(key)?.usable) records.set(key, record);
  }
  return [...records.values()];
}

/** Usable rows are audited and not forbidden (kingdee.md §8.2); a status that the form does not tell counts as fine. */
function whyNot(documentStatus: string, forbidStatus: string): UnusableReason | null {
  if (forbidStatus !== '' && forbidStatus !== 'A') return 'forbidden';
  if (documentStatus !== '' && documentStatus !== 'C') return 'unaudited';
  return null;
}
