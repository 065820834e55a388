import { BASE_DATA_FORMS, BASE_DATA_WORDS } from '@dingdee/shared/base-data';
import type { SeenOrganisation } from '../../target.js';
import { type ExactJson, textOf } from '../answer/exact-json.js';
import { AP_PAYBILL } from '../forms/ap-paybill.js';
import type { BillQuery } from './bill-query.js';

/** A query whose rows name organisations. */
export interface OrganisationSource {
  query: BillQuery;
  /** Base field of the organisation; its name is UNCONFIRMED for a user who may not list organisations (kingdee.md §8.2). */
  org: string;
  /** Chinese name of the form. */
  what: string;
  /** Only the first page is read: the newest rows are enough. */
  newest: boolean;
}

const source = (form: string, id: string, order: string, org: string): BillQuery => ({
  form,
  keys: [id, ...numberAndName(org)],
  filter: '',
  order: `${id} ${order}`,
});
const numberAndName = (org: string): string[] => [`${org}.FNumber`, `${org}.FName`];

const USE_ORG = 'FUseOrgId';
const PAY_ORG = AP_PAYBILL.header[AP_PAYBILL.head.organisation].key;
/** Every organisation that pays has departments, or has paid. */
export const ORGANISATION_SOURCES: readonly OrganisationSource[] = [
  {
    query: source(BASE_DATA_FORMS.department, 'FDEPTID', 'asc', USE_ORG),
    org: USE_ORG,
    what: BASE_DATA_WORDS.department,
    newest: false,
  },
  {
    query: source(AP_PAYBILL.id, AP_PAYBILL.billId, 'desc', PAY_ORG),
    org: PAY_ORG,
    what: AP_PAYBILL.label,
    newest: true,
  },
];

/** Keys without which the rows name no organisation. */
export const organisationMust = ({ org }: OrganisationSource): ReadonlySet<string> => new Set([`${org}.FNumber`]);

/** Returns the organisations that rows name, with repetitions. @param keys the columns, in the order of each row. */
export function organisationsIn(
  { org }: OrganisationSource,
  keys: readonly string[],
  rows: readonly (readonly ExactJson[])[],
): SeenOrganisation[] {
  const [numberAt, nameAt] = numberAndName(org).map((key) => keys.indexOf(key)) as [number, number];
  return rows.flatMap((row) => {
    const number = textOf(row[numberAt]).trim();
    return number === '' ? [] : [{ number, name: textOf(row[nameAt]).trim() }];
  });
}
