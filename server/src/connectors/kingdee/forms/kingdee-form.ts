import type { TargetField, TargetForm } from '../../../domain/draft/target-form.js';

/** Field in the format of the WebAPI. */
export interface KingdeeField extends TargetField {
  /** The number of this field is sent under FNUMBER, as in every sample; other fields use FNumber (kingdee.md §7.1, §7.2, §7.6). */
  upperCase?: true;
  /** Keys of this field at other sites; the form itself tells which one is right (QueryBusinessInfo). */
  aliases?: readonly string[];
  /** Another key under which the same value is sent. */
  alsoAs?: string;
}
export type KingdeeFields = Readonly<Record<string, KingdeeField>>;

/** Form of 金蝶云星空: the sent fields, and the keys for finding its bills and reading them back (kingdee.md §7, §9). */
export interface KingdeeForm extends TargetForm {
  header: KingdeeFields;
  rows: KingdeeFields;
  /**
   * Fields that may carry our key at a site, the preferred one first: the first field that the customer's form has is used. If it has none,
   * nothing is sent and no answer means "not there". Absent if every site has `keyField`.
   */
  keyCarriers?: readonly string[];
  /** Key of the entry that holds the rows, and key of a row's id in a query. */
  entry: string;
  entryId: string;
  /** Keys of the fields that every bill has. */
  billId: string;
  billNo: string;
  status: string;
  /** Field and value of a cancelled bill (作废状态, §7.1). */
  cancelled: { key: string; value: string };
}
