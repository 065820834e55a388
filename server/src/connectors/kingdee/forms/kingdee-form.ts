import type { TargetField, TargetForm } from '../../../domain/draft/target-form.js';

/** A field as the WebAPI wants it written. */
export interface KingdeeField extends TargetField {
  /** Its number stands under FNUMBER in every sample, elsewhere under FNumber (kingdee.md §7.1, §7.2, §7.6). */
  upperCase?: true;
  /** Keys that other sites have for it instead: which one is right says the form itself (QueryBusinessInfo). */
  aliases?: readonly string[];
  /** Another key that is sent the same value. */
  alsoAs?: string;
}
export type KingdeeFields = Readonly<Record<string, KingdeeField>>;

/** A form of 金蝶云星空: what is sent, and under which keys its bills are found and read back (kingdee.md §7, §9). */
export interface KingdeeForm extends TargetForm {
  header: KingdeeFields;
  rows: KingdeeFields;
  /**
   * Fields that may carry our key at a site, the preferred first: the first that the customer's form has does, and without one nothing is
   * sent and no answer is "not there". Absent where every site has `keyField`.
   */
  keyCarriers?: readonly string[];
  /** Key of the entry that holds the rows, and of a row's id in a query. */
  entry: string;
  entryId: string;
  /** Keys of what every bill has. */
  billId: string;
  billNo: string;
  status: string;
  /** 作废状态 (§7.1). */
  cancelled: { key: string; value: string };
}
