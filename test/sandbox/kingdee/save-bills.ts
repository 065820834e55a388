import { createHash } from 'node:crypto';
import { kingdeeAccount } from './account.js';
import { type Complaint, complaint, MSG, type Outcome } from './answers.js';
import type { BaseData } from './base-data.js';
import { type BillForm, inherit } from './bill-form.js';
import { siteTime } from './date.js';
import type { Field } from './field.js';
import { flag, isObject, type JsonObject, member } from './json.js';
import { type Bill, type BillRow, billNumber, type Cell, type Cells, cellText, type KingdeeLedger } from './ledger.js';
import type { PaybillFields } from './paybill-fields.js';
import { askedBy } from './questions.js';
import { type Draft, ModelReader, NOT_ONE_BILL } from './read-model.js';
import type { KingdeeSwitches } from './switches.js';
import { validateBill } from './validate-bill.js';

export type SaveKind = 'Save' | 'BatchSave' | 'Draft';

export interface Saved {
  outcome: Outcome;
  /** Returned fields of each saved bill, in the order of the outcome's successes. */
  returned: JsonObject[];
}

interface Prepared {
  bill: Bill;
  dIndex: number;
}

/** Moves every second element to the front: successes need not be in the order of the request (kingdee.md §6). */
export function scramble<T>(list: readonly T[]): T[] {
  return [...list.filter((_, index) => index % 2 === 1), ...list.filter((_, index) => index % 2 === 0)];
}

/** Executes Save, BatchSave and Draft of the ledger's form (kingdee.md §5, §6, §7, §8.1). */
export class BillSaver {
  /** Digests of requests seen with ValidateRepeatJson; its window is UNCONFIRMED (§14.3), here it never ends. */
  private readonly repeats = new Set<string>();

  constructor(
    private readonly ledger: KingdeeLedger,
    private readonly baseData: BaseData,
    private readonly switches: KingdeeSwitches,
    private readonly now: () => number,
  ) {}

  private get form(): BillForm {
    return this.ledger.form;
  }

  /** @param renumber whether the coding rule sets the number, whatever was sent (§10.1). */
  save(kind: SaveKind, data: JsonObject, renumber: boolean): Saved {
    const models = modelsOf(kind, data);
    if ('message' in models) return this.refused(models);
    const repeated = this.repeated(data);
    if (repeated) return this.refused(repeated);

    const closed = this.form.closed(this.switches);
    if (closed) return this.refused(closed);
    const fields = this.form.fields(this.switches);
    const taken = new Set<string>();
    const prepared: Prepared[] = [];
    const errors: Outcome['errors'] = [];
    for (const [dIndex, model] of models.entries()) {
      const result = isObject(model) ? this.prepare(kind, model, data, { fields, taken, renumber }) : [NOT_ONE_BILL];
      if (Array.isArray(result)) errors.push(...result.map((each) => ({ ...each, dIndex })));
      else prepared.push({ bill: result, dIndex });
    }
    // §6.2: whether one error undoes the others is UNCONFIRMED.
    const kept = errors.length > 0 && this.switches.batchRollback === 'all' ? [] : prepared;
    return this.commit(kind, data, kept, errors);
  }

  private repeated(data: JsonObject): Complaint | null {
    if (!flag(data, 'ValidateRepeatJson', false)) return null;
    const digest = createHash('sha256').update(JSON.stringify(data)).digest('hex');
    if (this.repeats.has(digest)) return complaint('相同的请求数据已提交，请勿重复提交', MSG.validation);
    this.repeats.add(digest);
    return null;
  }

  private prepare(
    kind: SaveKind,
    model: JsonObject,
    data: JsonObject,
    { fields, taken, renumber }: { fields: PaybillFields; taken: Set<string>; renumber: boolean },
  ): Bill | Complaint[] {
    const { draft, broken, unknown } = new ModelReader(this.form, fields, this.baseData, this.switches, {
      numberSearch: flag(data, 'NumberSearch', true),
      autoAdjust: flag(data, 'IsAutoAdjustField', false),
      controlPrecision: flag(data, 'IsControlPrecision', false),
    }).read(model);
    if (broken.length > 0) return broken;
    // §5: false leaves unknown numbers blank, without an error.
    const verified = flag(data, 'IsVerifyBaseDataField', false) && this.switches.unknownNumbers === 'refused';
    if (unknown.length > 0 && verified) return unknown;

    const known = draft.fid > 0 ? this.ledger.withId(draft.fid) : undefined;
    if (draft.fid > 0 && !known) return [complaint(`内码为${draft.fid}的${this.form.name}不存在`, MSG.notFound, 'FID')];
    if (known && (known.status === 'B' || known.status === 'C'))
      return [
        complaint(
          `单据编号为“${billNumber(known)}”的${this.form.name}，已提交或已审核，不允许修改！`,
          MSG.validation,
          '',
        ),
      ];

    const bill = known ? this.merged(known, draft, data) : this.fresh(draft, renumber);
    this.fillDefaults(bill, fields);
    // §4: a draft skips checks; which ones is UNCONFIRMED.
    if (kind !== 'Draft' && flag(data, 'ValidateFlag', true)) {
      const taken = unknown.length > 0 && this.switches.unknownNumbers === 'taken';
      const complaints = taken ? [] : validateBill(bill, fields, this.switches, this.form);
      if (complaints.length > 0) return complaints;
    }
    if (kind === 'Draft' && !known) bill.status = 'Z';
    else if (bill.status === 'Z') bill.status = 'A';

    const number = cellText(bill.cells.get('FBillNo'));
    const holder = this.ledger.numbered(number);
    if (number !== '' && (taken.has(number) || (holder && holder.id !== known?.id)))
      return [
        complaint(`违反字段唯一性要求：编码唯一。[${number}]在当前系统中已经被使用。`, MSG.validation, 'FBillNo'),
      ];
    taken.add(number);
    // §5: InterationFlags is an option of saves as well.
    const asked = kind === 'Draft' ? null : askedBy(this.ledger.questions, 'Save', data);
    return asked ? [asked] : bill;
  }

  private fresh(draft: Draft, renumber: boolean): Bill {
    const cells = new Map(draft.cells);
    if (renumber) cells.set('FBillNo', '');
    return {
      id: 0,
      status: 'A',
      beforeSubmit: 'A',
      cells,
      rows: (draft.rows ?? []).map((row) => ({ id: 0, cells: row.cells })),
      history: [],
      inWorkflow: false,
      cancelled: false,
      paid: false,
      locks: 0,
    };
  }

  /** Merges the draft into an existing bill: an existing FID means overwrite (kingdee.md §7.1, §5: NeedUpDateFields, IsDeleteEntry). */
  private merged(known: Bill, draft: Draft, data: JsonObject): Bill {
    const only = member(data, 'NeedUpDateFields');
    const wanted =
      Array.isArray(only) && only.length > 0 ? new Set(only.map((key) => String(key).toLowerCase())) : null;
    const passes = (key: string): boolean => wanted === null || wanted.has(key.toLowerCase());
    const cells: Cells = new Map(known.cells);
    for (const [key, cell] of draft.cells) if (passes(key)) cells.set(key, cell);
    const rows =
      draft.rows === null || !passes(this.form.entry) ? known.rows : this.mergedRows(known, draft.rows, data, wanted);
    return { ...known, cells, rows };
  }

  private mergedRows(
    known: Bill,
    sent: NonNullable<Draft['rows']>,
    data: JsonObject,
    wanted: ReadonlySet<string> | null,
  ): BillRow[] {
    if (sent.length === 0) return [];
    const byId = new Map(sent.filter(({ entryId }) => entryId > 0).map((row) => [row.entryId, row.cells]));
    const kept = known.rows.flatMap((row): BillRow[] => {
      const change = byId.get(row.id);
      if (!change) return flag(data, 'IsDeleteEntry', true) ? [] : [row];
      const cells: Cells = new Map(row.cells);
      for (const [key, cell] of change) if (!wanted || wanted.has(key.toLowerCase())) cells.set(key, cell);
      return [{ id: row.id, cells }];
    });
    const added = sent.filter(({ entryId }) => entryId === 0).map((row) => ({ id: 0, cells: row.cells }));
    return [...kept, ...added];
  }

  private fillDefaults(bill: Bill, fields: PaybillFields): void {
    this.fixedDefaults(bill.cells, fields.header);
    for (const row of bill.rows) this.fixedDefaults(row.cells, fields.rows);
    this.form.fill(bill);
    const { payeeOfRecord } = this.switches;
    if (payeeOfRecord !== 'left') fillPayee(bill, fields, payeeOfRecord === 'replaced');
  }

  private fixedDefaults(cells: Cells, fields: readonly Field[]): void {
    for (const { key, byDefault, kind, lookUp } of fields) {
      if (byDefault === undefined || cells.has(key)) continue;
      cells.set(key, kind === 'base' ? (this.baseData.usable(lookUp ?? '', byDefault, '') ?? null) : byDefault);
    }
  }

  private commit(kind: SaveKind, data: JsonObject, prepared: Prepared[], errors: Outcome['errors']): Saved {
    // §5: save, submit and audit in one transaction; BatchSave support is UNCONFIRMED (§14.2).
    const autoAudit =
      kind !== 'Draft' &&
      flag(data, 'IsAutoSubmitAndAudit', false) &&
      (kind === 'Save' || this.switches.autoAuditInBatch);
    const done: Prepared[] = [];
    for (const each of prepared) {
      const aborted = autoAudit && this.cannotAudit(data);
      if (aborted) {
        errors.push({ ...complaint('事务已中止', MSG.validation, ''), dIndex: each.dIndex });
        if (this.switches.autoAuditFailure === 'rollback') continue;
      }
      this.enter(each.bill, kind);
      if (autoAudit && !aborted) this.audit(each.bill);
      if (!aborted || this.switches.autoAuditReply === 'both') done.push(each);
    }
    const told = scramble(this.switches.answerOmits > 0 ? done.slice(this.switches.answerOmits) : done);
    return {
      outcome: {
        successes: told.map(({ bill, dIndex }) => ({ id: bill.id, number: billNumber(bill), dIndex })),
        errors: errors.sort((a, b) => a.dIndex - b.dIndex),
        messages: [],
      },
      returned:
        this.switches.returnData === 'none' ? [] : told.map(({ bill }) => returnFields(bill, data, this.form.entry)),
    };
  }

  /** Whether the submit or audit of IsAutoSubmitAndAudit fails. */
  private cannotAudit(data: JsonObject): boolean {
    if (this.switches.workflowHolds) return true;
    return ['Submit', 'Audit'].some((operation) => askedBy(this.ledger.questions, operation, data) !== null);
  }

  private enter(bill: Bill, kind: SaveKind): void {
    const at = siteTime(this.now());
    if (bill.id === 0) {
      bill.id = this.ledger.takeId();
      bill.cells.set('FCreateDate', at);
      bill.cells.set('FCreatorId', this.baseData.usable('SEC_User', kingdeeAccount.username, '') ?? null);
    }
    if (billNumber(bill) === '') bill.cells.set('FBillNo', this.ledger.nextNumber());
    for (const row of bill.rows) if (row.id === 0) row.id = this.ledger.takeRowId();
    bill.cells.set('FModifyDate', at);
    this.ledger.put(bill);
    this.ledger.note(bill, kind);
  }

  private audit(bill: Bill): void {
    bill.status = 'C';
    bill.cells.set('FAPPROVEDATE', siteTime(this.now()));
    this.ledger.note(bill, 'Submit');
    this.ledger.note(bill, 'Audit');
  }

  private refused(reason: Complaint): Saved {
    return { outcome: { successes: [], errors: [{ ...reason, dIndex: 0 }], messages: [] }, returned: [] };
  }
}

/** Fills the payee of each row that has none, or of every row, from the default account of the receiving unit's record. */
function fillPayee({ cells, rows }: Bill, { rowByKey }: PaybillFields, every: boolean): void {
  const unit = cells.get('FRECTUNIT');
  const record = typeof unit === 'object' ? unit?.banks?.find(({ isDefault }) => isDefault) : undefined;
  if (!record || !rowByKey.has('foppositebankaccount')) return;
  for (const row of rows) {
    if (!every && cellText(row.cells.get('FOPPOSITEBANKACCOUNT')) !== '') continue;
    if (every) for (const key of ['FOPPOSITECCOUNTNAME', 'FOPPOSITEBANKNAME']) row.cells.delete(key);
    row.cells.set('FOPPOSITEBANKACCOUNT', record.code);
    inherit(row.cells, 'FOPPOSITECCOUNTNAME', record.holder);
    inherit(row.cells, 'FOPPOSITEBANKNAME', record.bank);
  }
}

/** Returns the models of a request: BatchSave takes an array, Save and Draft one object (kingdee.md §5, §11). */
export function modelsOf(kind: SaveKind, data: JsonObject): readonly unknown[] | Complaint {
  const model = member(data, 'Model');
  if (kind === 'BatchSave') return Array.isArray(model) ? model : complaint('参数 Model 必须是数组', MSG.badParameter);
  return isObject(model) ? [model] : NOT_ONE_BILL;
}

/** Returns the fields of NeedReturnFields: header keys, and `Entry.Key` per row (kingdee.md §5). */
function returnFields(bill: Bill, data: JsonObject, entry: string): JsonObject {
  const keys = member(data, 'NeedReturnFields');
  if (!Array.isArray(keys)) return {};
  const out: Record<string, unknown> = {};
  const rowKeys: string[] = [];
  for (const key of keys.map(String)) {
    const [first = '', second] = key.split('.');
    if (second !== undefined && first.toLowerCase() === entry.toLowerCase()) rowKeys.push(second);
    else out[key] = key.toUpperCase() === 'FID' ? bill.id : cellText(cellOf(bill.cells, key));
  }
  if (rowKeys.length > 0)
    out[entry] = bill.rows.map((row) =>
      Object.fromEntries(
        rowKeys.map((key) => [key, key.toLowerCase() === 'fentryid' ? row.id : cellText(cellOf(row.cells, key))]),
      ),
    );
  return out;
}

function cellOf(cells: Cells, key: string): Cell | undefined {
  const exact = cells.get(key);
  if (exact !== undefined) return exact;
  for (const [name, cell] of cells) if (name.toLowerCase() === key.toLowerCase()) return cell;
  return undefined;
}
