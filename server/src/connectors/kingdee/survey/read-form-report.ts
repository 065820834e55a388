import type { FieldName, FormReport } from '../../survey.js';
import { type ExactJson, isObject, textOf } from '../answer/exact-json.js';
import { readFieldLimits } from '../form/field-limits.js';
import { type FormShape, readShape } from '../form/form-shape.js';
import { AP_PAYBILL } from '../forms/ap-paybill.js';
import type { KingdeeField, KingdeeForm } from '../forms/kingdee-form.js';

const listIn = (value: ExactJson | undefined): readonly ExactJson[] => (Array.isArray(value) ? value : []);

/** Required fields of the standard form that Kingdee fills by itself (kingdee.md §7.1, §7.2, §8.1): no site requires them from us. */
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
  ].map((key) => key.toLowerCase()),
);
/** Fields for bank orders (银企, kingdee.md, traps of a real site): cashiers know these from another page than the other fields. */
const OF_THE_BANK: ReadonlySet<string> = new Set(
  ['FCNAPS', 'FBankDetail', 'FOpenAddressRec', 'FSwiftCode', 'FOPPOSITEBANKNAME'].map((key) => key.toLowerCase()),
);
/** Returns the keys that are always sent, whatever the scheme says: the key fields, the bill number, and the second key of the amount. */
const sentBeside = (form: KingdeeForm): string[] =>
  [...carriersOf(form), form.billNo, form.rows[form.row.amount]?.alsoAs ?? ''].filter((key) => key !== '');
/** Returns the fields that may carry our key, the preferred one first. */
const carriersOf = ({ keyField, keyCarriers }: KingdeeForm): readonly string[] => keyCarriers ?? [keyField];

interface FormField {
  key: string;
  name: string;
  must: boolean;
  filled: boolean;
  length: number | null;
  inRows: boolean;
}

const isTrue = (text: string): boolean => /^(1|true)$/i.test(text);

/** Returns whether we fill the entity. The required fields of other entities hold for their rows only, and we send no such rows. */
const isOurs = (entity: string, { entry }: KingdeeForm): boolean =>
  entity.toUpperCase() === 'FBILLHEAD' || entity.toUpperCase().endsWith(entry.toUpperCase());

function fieldsOf(json: ExactJson, form: KingdeeForm): FormField[] {
  const result = isObject(json) ? json.Result : undefined;
  const data = isObject(result) ? result.NeedReturnData : undefined;
  const entities = isObject(data) ? listIn(data.Entrys).filter(isObject) : [];
  return entities
    .filter((entity) => isOurs(textOf(entity.Key), form))
    .flatMap((entity) =>
      listIn(entity.Fields)
        .filter(isObject)
        .map((field) => {
          const length = Number(textOf(field.Editlen));
          return {
            key: textOf(field.Key),
            name:
              listIn(field.Name)
                .filter(isObject)
                .map((each) => textOf(each.Value))[0] ?? '',
            must: isTrue(textOf(field.MustInput)),
            filled: textOf(field.DefValue) !== '',
            length: Number.isSafeInteger(length) && length > 0 ? length : null,
            inRows: textOf(entity.Key).toUpperCase().endsWith(form.entry.toUpperCase()),
          };
        }),
    );
}

const named = ({ key, name }: FormField): FieldName => ({ key, label: name || key });
const ours = ({ key, label }: KingdeeField): FieldName => ({ key, label });

/** Builds the report about a form. @param json answer of QueryBusinessInfo for this form (kingdee.md §4). @returns null if it is not metadata. */
export function readFormReport(json: ExactJson, form: KingdeeForm = AP_PAYBILL): FormReport | null {
  const shape = readShape(json, form);
  const fields = fieldsOf(json, form);
  if (!shape || fields.length === 0) return null;
  const has = new Map(fields.map((field) => [field.key.toLowerCase(), field]));
  const sent = [...Object.values<KingdeeField>(form.header), ...Object.values<KingdeeField>(form.rows)];
  const present = ({ key, aliases = [] }: KingdeeField) =>
    [key, ...aliases].some((each) => has.has(each.toLowerCase()));
  const missing = sent.filter((field) => !present(field));
  const carrier = carriersOf(form).find((key) => has.has(key.toLowerCase()));
  const keyField = carrier === undefined ? [{ key: form.keyField, label: '第三方单据编号' }] : [];
  const covered = new Set(
    [...sent.flatMap(({ key, aliases = [] }) => [key, ...aliases]), ...sentBeside(form)].map((key) =>
      key.toLowerCase(),
    ),
  );
  const asked = fields.filter(
    ({ key, must, filled }) =>
      must && !filled && !covered.has(key.toLowerCase()) && !FILLED_BY_KINGDEE.has(key.toLowerCase()),
  );
  // We can send 对方开户行, but an approval form may not have it.
  const asksForBank = fields.filter(({ key, must, filled }) => must && !filled && OF_THE_BANK.has(key.toLowerCase()));
  return {
    fields: fields.length,
    lacksAlways: [...distinct(missing.filter(({ always }) => always).map(ours)), ...keyField],
    lacksOther: distinct(missing.filter(({ always }) => !always).map(ours)),
    asksMore: asked.filter(({ key }) => !OF_THE_BANK.has(key.toLowerCase())).map(named),
    asksForBank: asksForBank.map(named),
    billNoLength: has.get(form.billNo.toLowerCase())?.length ?? null,
    keyLength: has.get((carrier ?? form.keyField).toLowerCase())?.length ?? null,
    departmentIn: shape.departmentIn,
    departmentKey: departmentKeyOf(form, shape),
    limits: readFieldLimits(json, form),
  };
}

function departmentKeyOf(form: KingdeeForm, { otherKeys }: Pick<FormShape, 'otherKeys'>): string {
  const key = form.header[form.head.department]?.key ?? '';
  return otherKeys?.[key] ?? key;
}

const distinct = (names: readonly FieldName[]): FieldName[] =>
  names.filter(({ key }, index) => names.findIndex((other) => other.key === key) === index);
