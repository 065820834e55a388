import { isHeaderRow } from '@dingdee/shared/header-row';
import type { ApprovalInstance, Control, ControlRow, ControlValue } from '../../domain/approval/approval-instance.js';
import { controlText } from '../../domain/approval/control-text.js';
import { departmentKey } from '../../domain/approval/department-key.js';
import { NO_RELATED, type RelatedApprovals } from '../../domain/approval/related-approval.js';
import { beijingDate } from '../../domain/beijing-time.js';
import { agreed, NO_PAYEE, type PayeeReading, readPayee, saysApplicant } from '../payee/payee-reading.js';
import { type PayeeTrouble, payeeLevel } from '../payee/payee-words.js';
import { decimalOf } from './amount-text.js';
import { comparableName } from './control-name.js';
import { headerAsTable } from './header-row.js';
import {
  columnNames,
  controlNamed,
  type FormSchema,
  type Named,
  type SchemaNames,
  topNames,
} from './named-controls.js';
import { type FromRelated, RelatedReading } from './related-reading.js';
import { NUMBERS_PART, type ParsedRef, parseRef } from './source-ref.js';

/** The value of an approval at one place. */
export interface SourceValue {
  /** Trimmed; '' if there is no value. */
  text: string;
  label: string;
  /** The control is there but could not be understood; `text` is then ''. */
  unreadable: boolean;
  /** The text has three decimals, which are no thousands in its control (1.500); absent for every other text. */
  decimal?: true;
  /** Several controls answer to the name, or the one found may be the wrong one; becomes an issue if a bill uses the value (`ambiguities`). */
  ambiguous?: true;
  /** Why the control does not name exactly one payee; `text` is then ''. */
  payee?: PayeeTrouble;
  /** departmentKey() of the department, '' if the approval gives no id; absent unless a department is read. */
  department?: string;
  /** Set if the value was read on related approvals; with `trouble`, `text` is ''. */
  related?: FromRelated;
}

/** Key of the mapping row for approvals that say nothing; the reference "instance:default" reads it. */
export const DEFAULT_KEY = '默认';
const INSTANCE_LABELS: Readonly<Record<string, string>> = {
  title: '审批标题',
  businessId: '审批编号',
  processInstanceId: '审批实例',
  originatorUserId: '发起人',
  originatorName: '发起人',
  originatorDeptId: '发起部门',
  originatorDeptName: '发起部门',
  startDate: '发起日期',
  finishDate: '完成日期',
  pushDay: '推送当天',
  status: '审批状态',
  result: '审批结果',
  default: DEFAULT_KEY,
};

/** Returns the label of a part of the approval itself, such as "审批编号". */
export const instanceLabel = (name: string): string => INSTANCE_LABELS[name] ?? name;

/** A name that several controls answer to, or whose control may be the wrong one. */
export interface Ambiguity {
  label: string;
  /** null for a control at the top of the form. */
  row: ControlRow | null;
  /** Controls that could be meant; the first is the one that was read. */
  controls: readonly Control[];
}

/** Schema of a form that was never read. */
const NO_FORM: FormSchema = [];

/** Reads values of one approval by reference. Pure: it uses no clock; dates are Beijing calendar dates of the instance's own instants. */
export class ApprovalSource {
  private readonly top = new Map<string, Named | null>();
  private readonly names: SchemaNames;
  private columns: SchemaNames;
  /** Column names for the rows of further detail tables. */
  private columnsOfRow = new Map<ControlRow, SchemaNames>();
  private readonly ambiguous = new Map<string, Ambiguity>();
  private readonly rowIds = new Map<ControlRow, number>();
  private readonly payees = new Map<Control, PayeeReading>();
  /** Values already read, by row and reference: rules ask for the same values again and again. */
  private values = new Map<ControlRow | null, Map<string, SourceValue>>();
  private lastRow: ControlRow | null | undefined = undefined;
  private lastValues = new Map<string, SourceValue>();
  /** Reads the approvals that this one names; null until the first of them is asked for, which is never for most approvals. */
  private relatedReading: RelatedReading | null = null;

  /**
   * @param originatorName name as stored with the snapshot: DingTalk's answer carries only the userid.
   * @param form controls of the form as the scheme knows them; if empty, only the controls of this approval are known.
   * @param knownRelated the approvals that this one names, as far as they were read.
   */
  constructor(
    readonly instance: ApprovalInstance,
    readonly originatorName: string,
    readonly form: FormSchema = NO_FORM,
    private readonly knownRelated: RelatedApprovals = NO_RELATED,
  ) {
    this.names = topNames(form);
    this.columns = columnNames(form, null);
  }

  /** Returns the control with that id, alias or label; null if the approval has none. */
  control(name: string): Control | null {
    return this.controlBy(name.trim(), comparableName(name));
  }

  /**
   * Selects and returns the detail table whose columns "row:" refers to from now on; for 单据头 the approval itself is its only row. Null without such a
   * table.
   */
  detail(name: string): Control | null {
    this.values = new Map();
    this.lastRow = undefined;
    this.columnsOfRow = new Map();
    if (isHeaderRow(name)) {
      this.columns = this.names;
      return headerAsTable(this.instance.controls);
    }
    const table = this.control(name);
    this.columns = columnNames(this.form, table?.id ?? null);
    return table;
  }

  /**
   * Selects several detail tables as `detail` does: "row:" refers to the columns of the table that contains the row. Returns them in the order of the
   * names.
   */
  details([first = '', ...more]: readonly string[]): (Control | null)[] {
    const tables = [this.detail(first)];
    for (const name of more) {
      const table = this.control(name);
      tables.push(table);
      if (table?.value.kind !== 'table') continue;
      const columns = columnNames(this.form, table.id);
      for (const row of table.value.rows) this.columnsOfRow.set(row, columns);
    }
    return tables;
  }

  /** Whether the form itself was read, not only this approval. */
  get knowsForm(): boolean {
    return this.form.length > 0;
  }

  /** Names that were read and could mean another control, in the order of reading. */
  get ambiguities(): readonly Ambiguity[] {
    return [...this.ambiguous.values()];
  }

  /** Returns the first filled value of the reference's names, also if it cannot be read. `row` is the detail row that "row:" refers to. */
  read(ref: string, row: ControlRow | null): SourceValue {
    if (row !== this.lastRow) this.turnTo(row);
    const ready = this.lastValues.get(ref);
    if (ready !== undefined) return ready;
    const value = this.readAnew(parseRef(ref), row);
    this.lastValues.set(ref, value);
    return value;
  }

  private turnTo(row: ControlRow | null): void {
    let known = this.values.get(row);
    if (known === undefined) {
      known = new Map();
      this.values.set(row, known);
    }
    this.lastRow = row;
    this.lastValues = known;
  }

  private readAnew(parsed: ParsedRef, row: ControlRow | null): SourceValue {
    if (parsed.place === 'instance') return this.ofInstance(parsed);
    if (parsed.place === 'related') return this.related.read(this.relatedControl(parsed), parsed);
    if (parsed.part === NUMBERS_PART) return this.numbersOf(parsed, row);
    if (parsed.part) return this.ofPayee(parsed, row);
    let blank: SourceValue | null = null;
    for (const { printed, comparable } of parsed.names) {
      const named =
        parsed.place === 'row' ? this.cellNamed(row, printed, comparable) : this.topNamed(printed, comparable);
      if (!named) continue;
      const read = readControl(named.control);
      const value = isAmbiguous(named) ? { ...read, ambiguous: true as const } : read;
      if (value.text !== '' || value.unreadable) return value;
      blank ??= value;
    }
    return blank ?? { text: '', label: parsed.names[0]?.printed ?? '', unreadable: false };
  }

  /**
   * Returns whether a reference names a control that this form has, filled or not. A control that the form requires and the approval lacks was
   * removed from the form. Always true for a form that was never read.
   */
  answers(ref: string, row: ControlRow | null): boolean {
    const { place, names } = parseRef(ref);
    if (place === 'instance' || this.form.length === 0) return true;
    const [among, schema] = this.level(place, row);
    return names.some(({ printed, comparable }) => {
      if (controlNamed(among, printed, comparable, schema)) return true;
      const known = schema.named(printed, comparable);
      return known !== null && !known.required;
    });
  }

  /** Returns whether the row itself has such a cell, filled or not. */
  hasCell(ref: string, row: ControlRow): boolean {
    return parseRef(ref).names.some(
      ({ printed, comparable }) => controlNamed(row.cells, printed, comparable, this.columnsAt(row)) !== null,
    );
  }

  /** Returns the first filled cell that a column reference names; null if the row has none. */
  cell(ref: string, row: ControlRow): Control | null {
    const cells = parseRef(ref).names.map(({ printed, comparable }) => this.cellOf(row, printed, comparable));
    return cells.find((cell) => cell != null && cell.value.kind !== 'empty') ?? null;
  }

  /** Returns the same as `answers`; for a form that was never read, whether this approval has the control. For checks that must not be missed. */
  stands(ref: string): boolean {
    if (this.form.length > 0) return this.answers(ref, null);
    return this.has(ref);
  }

  /** Returns whether this approval itself has the control, filled or not. */
  has(ref: string): boolean {
    return this.idOf(ref) !== null;
  }

  /** Returns the id of the top-level control that a reference reads; null if the approval has none. */
  idOf(ref: string): string | null {
    const found = parseRef(ref).names.map(({ printed, comparable }) => this.controlBy(printed, comparable));
    return found.find((control) => control !== null)?.id ?? null;
  }

  /** Returns the type of the top-level control that a reference reads; '' if the approval has none. */
  typeOf(ref: string): string {
    const id = this.idOf(ref);
    return this.instance.controls.find((control) => control.id === id)?.type ?? '';
  }

  /** Returns the sum that DingTalk itself gives for a column of a table; null if it gives none. */
  columnTotal(ref: string, column: string): string | null {
    const table = this.instance.controls.find(({ id }) => id === this.idOf(ref));
    const comparable = comparableName(column);
    const told = table?.beside?.columnTotals?.find(
      ({ id, label }) => id === column || comparableName(label) === comparable,
    );
    return told?.total ?? null;
  }

  /**
   * Reads a column of a table that is not the detail table.
   * @returns its filled rows, each with the cell of that column (null if the row has none); null if the approval has no such table.
   */
  columnOf(ref: string, column: string): { row: ControlRow; cell: Control | null }[] | null {
    const table = parseRef(ref)
      .names.map(({ printed, comparable }) => this.controlBy(printed, comparable))
      .find(Boolean);
    if (!table || (table.value.kind !== 'table' && table.value.kind !== 'empty')) return null;
    const rows = table.value.kind === 'table' ? table.value.rows : [];
    const names = columnNames(this.form, table.id);
    return rows
      .filter(({ cells, unreadable }) => unreadable !== undefined || cells.some(({ value }) => value.kind !== 'empty'))
      .map((row) => ({
        row,
        cell: this.noted(controlNamed(row.cells, column, comparableName(column), names), column, row),
      }));
  }

  /**
   * Returns all controls that a payee reference names or may name: those of each name, others with the same label, and those that the schema gives.
   */
  payeeControls(parsed: ParsedRef, row: ControlRow | null): Control[] {
    const { place, names } = parsed;
    if (place === 'related') return this.related.payeeControls(this.relatedControl(parsed), parsed);
    const [among, schema] = this.level(place, row);
    const meant = names.map(({ printed, comparable }) => controlNamed(among, printed, comparable, schema));
    return among.filter(
      (control) =>
        meant.some((named) => named?.control === control || named?.rivals.includes(control)) ||
        names.some(
          ({ printed, comparable }) =>
            control.id === printed || control.alias === printed || comparableName(control.name) === comparable,
        ),
    );
  }

  /** Returns the one payee of a control; the reading is cached. */
  payeeOf(control: Control): PayeeReading {
    const known = this.payees.get(control);
    if (known) return known;
    const reading = readPayee(control);
    this.payees.set(control, reading);
    return reading;
  }

  private get related(): RelatedReading {
    const { instance, knownRelated } = this;
    this.relatedReading ??= new RelatedReading(
      instance.processInstanceId,
      knownRelated,
      (one) => new ApprovalSource(one, ''),
    );
    return this.relatedReading;
  }

  /** Returns the related approvals that were asked for, as they are cited; {} if none was. */
  citedRelated(): { related?: Readonly<Record<string, string>> } {
    return this.relatedReading?.cited() ?? {};
  }

  /** Returns the first filled control that names related approvals; an empty one if none is filled, null if there is none. */
  private relatedControl({ names }: ParsedRef): Control | null {
    const found = names.flatMap(({ printed, comparable }) => this.controlBy(printed, comparable) ?? []);
    return found.find(({ value }) => value.kind !== 'empty') ?? found[0] ?? null;
  }

  /** Returns the 审批编号 of the approvals that a control names. One without a number makes all of them unknown. */
  private numbersOf({ place, names }: ParsedRef, row: ControlRow | null): SourceValue {
    const found = names.flatMap(
      ({ printed, comparable }) =>
        (place === 'row' ? this.cellOf(row, printed, comparable) : this.controlBy(printed, comparable)) ?? [],
    );
    const control = found.find(({ value }) => value.kind !== 'empty') ?? found[0];
    const label = (control?.name ?? names[0]?.printed ?? '').trim();
    if (!control || control.value.kind === 'empty') return { text: '', label, unreadable: false };
    if (control.value.kind !== 'related') return { text: '', label, unreadable: true };
    const numbers = control.value.approvals.map(({ businessId }) => businessId ?? '');
    if (numbers.includes('')) return { text: '', label, unreadable: true };
    return { text: numbers.join('、'), label, unreadable: false };
  }

  private ofPayee(parsed: ParsedRef, row: ControlRow | null): SourceValue {
    const controls = this.payeeControls(parsed, row);
    const filled = controls.filter(({ value }) => value.kind !== 'empty');
    const label = ((filled[0] ?? controls[0])?.name ?? parsed.names[0]?.printed ?? '').trim();
    const readings = filled.map((control) => this.payeeOf(control));
    const { number, name, bank, trouble } = readings.length === 0 ? NO_PAYEE : agreed(readings, label);
    const plain = { label, unreadable: false };
    const red = trouble !== null && payeeLevel(trouble) === 'red';
    switch (parsed.part) {
      case 'bank':
        return { text: red ? '' : bank, ...plain };
      case 'name':
        if (number !== '' && name === '' && this.originatorName !== '' && saysApplicant(readings))
          return { text: this.originatorName, ...plain };
        if (number !== '' && name === '')
          return { text: '', ...plain, payee: { code: 'payee-without-name', label, tail: number.slice(-4) } };
        return { text: red ? '' : name, ...plain, ...(red ? { payee: trouble } : {}) };
      default:
        return { text: number, ...plain, ...(trouble ? { payee: trouble } : {}) };
    }
  }

  /**
   * Returns whether the form requires a top-level control that this approval has under no name of the reference: its value is unknown, not empty.
   * False for rows, in which blank cells are missing.
   */
  lacks(ref: string): boolean {
    const { place, names } = parseRef(ref);
    if (place !== 'field' || this.has(ref)) return false;
    return names.some(({ printed, comparable }) => this.names.named(printed, comparable)?.required === true);
  }

  /** Returns whether several top-level controls answer to a name, or the one found may be the wrong one. */
  isUnclear(name: string): boolean {
    const named = this.topNamed(name.trim(), comparableName(name));
    return named !== null && isAmbiguous(named);
  }

  private controlBy(printed: string, comparable: string): Control | null {
    return this.topNamed(printed, comparable)?.control ?? null;
  }

  private topNamed(printed: string, comparable: string): Named | null {
    const ready = this.top.get(printed);
    if (ready !== undefined) return ready;
    const named = controlNamed(this.instance.controls, printed, comparable, this.names);
    this.top.set(printed, named);
    this.noted(named, printed, null);
    return named;
  }

  private level(place: ParsedRef['place'], row: ControlRow | null): [readonly Control[], SchemaNames] {
    return place === 'row' ? [row?.cells ?? [], this.columnsAt(row)] : [this.instance.controls, this.names];
  }

  private columnsAt(row: ControlRow | null): SchemaNames {
    return (row && this.columnsOfRow.get(row)) ?? this.columns;
  }

  /** Finds a cell by key or label, never by position: blank cells are missing (dingtalk.md §5.3). */
  private cellOf(row: ControlRow | null, printed: string, comparable: string): Control | null {
    return this.cellNamed(row, printed, comparable)?.control ?? null;
  }

  private cellNamed(row: ControlRow | null, printed: string, comparable: string): Named | null {
    if (!row) return null;
    const named = controlNamed(row.cells, printed, comparable, this.columnsAt(row));
    this.noted(named, printed, row);
    return named;
  }

  private noted(named: Named | null, label: string, row: ControlRow | null): Control | null {
    if (named && isAmbiguous(named)) {
      const place = row === null ? -1 : (this.rowIds.get(row) ?? this.rowIds.size);
      if (row) this.rowIds.set(row, place);
      this.ambiguous.set(`${place}\n${label}`, { label, row, controls: [named.control, ...named.rivals] });
    }
    return named?.control ?? null;
  }

  private ofInstance({ names }: ParsedRef): SourceValue {
    for (const { printed } of names) {
      const text = this.instanceText(printed).trim();
      if (text === '') continue;
      const label = instanceLabel(printed);
      if (printed !== 'originatorDeptName') return { text, label, unreadable: false };
      return { text, label, unreadable: false, department: departmentKey([this.instance.originatorDeptId]) };
    }
    const first = names[0]?.printed ?? '';
    return { text: '', label: instanceLabel(first), unreadable: false };
  }

  private instanceText(name: string): string {
    const { instance } = this;
    switch (name) {
      case 'title':
        return instance.title;
      case 'businessId':
        return instance.businessId;
      case 'processInstanceId':
        return instance.processInstanceId;
      case 'originatorUserId':
        return instance.originatorUserId;
      case 'originatorName':
        return this.originatorName;
      case 'originatorDeptId':
        return instance.originatorDeptId;
      case 'originatorDeptName':
        return instance.originatorDeptName;
      case 'startDate':
        return beijingDate(instance.startedAt);
      case 'finishDate':
        return instance.finishedAt === null ? '' : beijingDate(instance.finishedAt);
      case 'status':
        return instance.status;
      case 'result':
        return instance.result;
      case 'default':
        return DEFAULT_KEY;
      default:
        return '';
    }
  }
}

const isAmbiguous = ({ rivals, doubtful }: Named): boolean => rivals.length > 0 || doubtful;

function readControl({ value, name, type, departmentIds }: Control): SourceValue {
  const label = name.trim();
  if (value.kind === 'unreadable') return { text: '', label, unreadable: true };
  const isDepartment = departmentIds !== undefined || type === 'DepartmentField';
  const text = textOfValue(value).trim();
  if (!isDepartment) return { text, label, unreadable: false, ...decimalOf(type, text) };
  return { text, label, unreadable: false, department: departmentKey(departmentIds ?? []) };
}

/** Returns the text of a control as a rule reads it; of an object its own `value`, if it has one (interface.md, 项目费用明细). */
export function textOfValue(value: ControlValue): string {
  if (value.kind !== 'object') return controlText(value);
  return value.entries.value ?? value.entries.label ?? controlText(value);
}
