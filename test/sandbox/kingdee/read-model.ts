import { type Complaint, complaint, MSG } from './answers.js';
import type { BaseData, BaseRow } from './base-data.js';
import type { BillForm } from './bill-form.js';
import { parseDate } from './date.js';
import { decimalText, toUnits } from './decimal.js';
import type { Field } from './field.js';
import { isObject, type JsonObject, member, scalarText } from './json.js';
import { type Cell, type Cells, cellText } from './ledger.js';
import type { PaybillFields } from './paybill-fields.js';
import type { KingdeeSwitches } from './switches.js';

/** One element of Model, resolved against base data; blank cells are null, fields not sent are absent. */
export interface Draft {
  /** 0 for a new bill (kingdee.md §7.1). */
  fid: number;
  cells: Cells;
  /** Rows; null if they were not sent, or as `[]`, which does not clear them (kingdee.md §12). */
  rows: { entryId: number; cells: Cells }[] | null;
}

export interface ReadOptions {
  numberSearch: boolean;
  autoAdjust: boolean;
  controlPrecision: boolean;
}

export interface ReadResult {
  draft: Draft;
  /** Reasons why the model cannot be read: wrong nesting, wrong types. */
  broken: Complaint[];
  /** Base data that this bill may not use: errors or blanks, by IsVerifyBaseDataField (kingdee.md §5). */
  unknown: Complaint[];
}

/** Fields with the error 值为202的收款组织(FPAYORGID)赋值失败 (kingdee.md §11), whether base data is verified or not. */
const ORG_FIELDS = new Set(['FPAYORGID', 'FSETTLEORGID']);

export class ModelReader {
  private readonly broken: Complaint[] = [];
  private readonly unknown: Complaint[] = [];
  private org = '';

  constructor(
    private readonly form: BillForm,
    private readonly fields: PaybillFields,
    private readonly baseData: BaseData,
    private readonly switches: KingdeeSwitches,
    private readonly options: ReadOptions,
  ) {}

  read(model: JsonObject): ReadResult {
    this.org = this.payOrg(model);
    const fid = Number(scalarText(member(model, 'FID')) ?? '0');
    const cells = this.cells(model, this.fields.header, this.fields.headerByKey, null);
    const rows = this.rows(
      member(model, this.form.entry) ?? (this.form.oldEntry === null ? undefined : member(model, this.form.oldEntry)),
    );
    return {
      draft: { fid: Number.isSafeInteger(fid) ? fid : 0, cells, rows },
      broken: this.broken,
      unknown: this.unknown,
    };
  }

  /** Returns the number of the payment organisation, whose base data is used; '' if blank. */
  private payOrg(model: JsonObject): string {
    const value = member(model, 'FPAYORGID');
    const row = isObject(value) ? this.lookUp('ORG_Organizations', value, '') : undefined;
    return row?.number ?? '';
  }

  private rows(value: unknown): Draft['rows'] {
    if (value === undefined || value === null) return null;
    if (!Array.isArray(value)) {
      this.broken.push(
        complaint(`单据体实体【${this.form.entryName}】的数据不是数组`, MSG.badParameter, this.form.entry),
      );
      return null;
    }
    if (value.length === 0) return null;
    const rows: NonNullable<Draft['rows']> = [];
    for (const [index, row] of value.entries()) {
      if (!isObject(row)) {
        this.broken.push(
          complaint(
            `单据体实体【${this.form.entryName}】第【${index + 1}】行分录格式不正确`,
            MSG.badParameter,
            this.form.entry,
          ),
        );
        continue;
      }
      if (value.length === 1 && Object.keys(row).length === 0) return []; // §12: [{}] clears
      const entryId = Number(scalarText(member(row, 'FEntryID')) ?? '0');
      rows.push({
        entryId: Number.isSafeInteger(entryId) ? entryId : 0,
        cells: this.cells(row, this.fields.rows, this.fields.rowByKey, index + 1),
      });
    }
    return rows;
  }

  /** Reads the cells. Unknown outer keys are dropped silently, FBillHead among them (kingdee.md §12). */
  private cells(
    source: JsonObject,
    order: readonly Field[],
    byKey: ReadonlyMap<string, Field>,
    line: number | null,
  ): Cells {
    const cells: Cells = new Map();
    const sent = Object.entries(source).flatMap(([key, value]) => {
      const field = byKey.get(key.toLowerCase());
      return field && !field.readOnly && value !== undefined ? [{ field, value }] : [];
    });
    // §12: the order of the keys matters unless IsAutoAdjustField.
    if (this.options.autoAdjust) sent.sort((a, b) => order.indexOf(a.field) - order.indexOf(b.field));
    for (const { field, value } of sent) cells.set(field.key, this.cell(field, value, cells, line));
    return cells;
  }

  private cell(field: Field, value: unknown, sofar: Cells, line: number | null): Cell {
    if (value === null) return null;
    switch (field.kind) {
      case 'base':
        return this.base(field, value, sofar, line);
      case 'amount':
      case 'decimal':
        return this.decimal(field, value, line);
      case 'date': {
        const sent = scalarText(value) ?? '';
        if (sent === '') return null;
        return parseDate(sent) ?? this.fail(field, line, '该字符串未被识别为有效的 DateTime');
      }
      case 'integer': {
        const sent = scalarText(value) ?? '';
        return /^-?\d{1,15}$/.test(sent) ? sent : this.fail(field, line, '输入字符串的格式不正确');
      }
      case 'boolean':
        return value === true || /^(true|1)$/i.test(scalarText(value) ?? '');
      default:
        return this.text(field, value, line);
    }
  }

  private text(field: Field, value: unknown, line: number | null): Cell {
    const sent = scalarText(value);
    if (sent === null) {
      // §11: array or object in place of a scalar.
      const kind = Array.isArray(value) ? 'JSONArray' : 'JSONObject';
      return this.fail(field, line, `无法将类型为"Kingdee.BOS.JSON.${kind}"的对象强制转换为类型"System.String"`);
    }
    const longest = field.key === 'FBillNo' ? this.switches.billNoMaxLength : (field.length ?? 255);
    if (sent.length <= longest) return sent;
    if (this.switches.textOverflow === 'truncate') return sent.slice(0, longest);
    return this.fail(field, line, `字段“${field.name}”的长度不能超过${longest}`);
  }

  private decimal(field: Field, value: unknown, line: number | null): Cell {
    if (value === '') return null;
    const sent = decimalText(value, this.switches.amountsAsStringsAccepted);
    if (sent === null) return this.fail(field, line, '输入字符串的格式不正确');
    if (this.options.controlPrecision && field.kind === 'amount' && !/^-?\d+(\.\d{1,2})?$/.test(sent))
      return this.fail(field, line, `字段“${field.name}”的小数位数超过币别精度`);
    return toUnits(sent) === null ? null : sent;
  }

  private base(field: Field, value: unknown, sofar: Cells, line: number | null): Cell {
    if (value === '') return null;
    if (!isObject(value)) {
      // §11: a plain string in place of base data.
      const message = Array.isArray(value)
        ? '无法将类型为"Kingdee.BOS.JSON.JSONArray"的对象强制转换为类型"System.Collections.Generic.Dictionary`2"'
        : `ResolveFiled_InnerEx解析字段(Key:${field.key})失败，字段需字典格式`;
      return this.fail(field, line, message);
    }
    // §7.4, §12: the type must have been read before the unit.
    const form = field.lookUp ?? cellText(sofar.get(field.lookUpBy ?? ''));
    const known = this.baseData.form(form);
    const row = this.lookUp(known?.form ?? '', value, this.org, field.category);
    if (row) return row;
    const sent = this.sentNumber(value);
    if (sent === '' || form === '') return null;
    // Without a payment organisation no data of an organisation can be found; the missing organisation is the error.
    if (known?.perOrganisation && this.org === '') return null;
    if (ORG_FIELDS.has(field.key)) return this.fail(field, line, `值为${sent}的${field.name}(${field.key})赋值失败`);
    const place = line === null ? '' : `第${line}行分录，`;
    this.unknown.push(complaint(`${place}字段“${field.name}”的值“${sent}”不存在或不可用`, MSG.notFound, field.key));
    return null;
  }

  private lookUp(form: string, value: JsonObject, org: string, category?: string): BaseRow | undefined {
    const sent = this.sentNumber(value);
    if (sent === '') return undefined;
    return this.options.numberSearch
      ? this.baseData.usable(form, sent, org, category)
      : this.baseData.usableById(form, sent, org);
  }

  private sentNumber(value: JsonObject): string {
    // §12: FNumber, FNUMBER, Fnumber are all accepted inside base data objects.
    const number = member(value, 'FNumber');
    if (this.options.numberSearch) return scalarText(number) ?? '';
    return scalarText(number ?? Object.values(value)[0]) ?? '';
  }

  private fail(field: Field, line: number | null, message: string): null {
    const place = line === null ? '' : `第${line}行分录，`;
    this.broken.push(complaint(place + message, MSG.badParameter, field.key));
    return null;
  }
}

/** Error for an array in Model in place of one bill (kingdee.md §11). */
export const NOT_ONE_BILL = complaint(
  '无法将类型为"Kingdee.BOS.JSON.JSONArray"的对象强制转换为类型"System.Collections.Generic.Dictionary`2[System.String,System.Object]"',
  MSG.badParameter,
);
