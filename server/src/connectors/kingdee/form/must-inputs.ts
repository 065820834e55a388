import type { MustInput } from '../../../domain/draft/usable-base-data.js';
import { type ExactJson, textOf } from '../answer/exact-json.js';
import type { KingdeeField, KingdeeForm } from '../forms/kingdee-form.js';
import { captionOf, isCheckBox, toldFields } from './told-fields.js';

/** Required fields of the standard forms that Kingdee fills by itself (kingdee.md §7.1, §7.2, §8.1): no site requires them from us. */
const FILLED_BY_KINGDEE: ReadonlySet<string> = new Set(
  [
    'FDOCUMENTSTATUS',
    'FSETTLEMAINBOOKID',
    'FMAINBOOKSTDCURRID',
    'FBUSINESSTYPE',
    'FCancelStatus',
    'FPOSTDATE',
    'FRecType',
    'FRuZhangType',
    'FPayType',
    'FBillNo',
    'FCreatorId',
    'FCreateDate',
    'FENDDATE_H',
    'FTOTALAMOUNTFOR_H',
    'FEXCHANGETYPE',
    'FACCNTTIMEJUDGETIME',
    'FEntryTaxRate',
    'FTAXAMOUNTFOR',
    'FINVOICETYPE',
  ].map((key) => key.toLowerCase()),
);

/** Returns the keys that are always sent, whatever the scheme says: the key fields, the bill number, and the second key of the amount. */
const sentBeside = ({ keyField, keyCarriers, billNo, rows, row }: KingdeeForm): ReadonlySet<string> =>
  new Set([...(keyCarriers ?? [keyField]), billNo, rows[row.amount]?.alsoAs ?? ''].map((key) => key.toLowerCase()));

/** Field that must be filled, with its key in Kingdee, and whether we have a name for it. */
export interface ToldMustInput extends MustInput {
  key: string;
  isOurs: boolean;
}

const isTrue = (text: string): boolean => /^(1|true)$/i.test(text);

/**
 * Reads the fields that the form wants filled and that neither Kingdee fills, by a default or by itself, nor the save call whatever the scheme says.
 * @param json answer of QueryBusinessInfo for this form (kingdee.md §4).
 * @returns null if it is not metadata.
 */
export function readMustInputs(json: ExactJson, form: KingdeeForm): ToldMustInput[] | null {
  const told = toldFields(json, form);
  if (told === null) return null;
  const beside = sentBeside(form);
  return told
    .filter(
      ({ field }) =>
        // A check box that is not sent is an answer: no.
        isTrue(textOf(field.MustInput)) && textOf(field.DefValue) === '' && !isCheckBox(field),
    )
    .flatMap(({ level, field }) => {
      const key = textOf(field.Key);
      const lower = key.toLowerCase();
      if (FILLED_BY_KINGDEE.has(lower) || beside.has(lower)) return [];
      const ours = Object.entries<KingdeeField>(form[level]).find(([, each]) =>
        [each.key, ...(each.aliases ?? [])].some((one) => one.toLowerCase() === lower),
      );
      return [{ level, key, name: ours?.[0] ?? key, label: captionOf(field) || key, isOurs: ours !== undefined }];
    });
}
