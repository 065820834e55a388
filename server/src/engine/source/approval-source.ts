import type { ApprovalInstance, Control, ControlRow, ControlValue } from '../../domain/approval/approval-instance.js';
import { controlText } from '../../domain/approval/control-text.js';
import { departmentKey } from '../../domain/approval/department-key.js';
import { beijingDate } from '../../domain/beijing-time.js';
import { agreed, NO_PAYEE, type PayeeReading, readPayee } from '../payee/payee-reading.js';
import { type PayeeTrouble, payeeLevel } from '../payee/payee-words.js';
import { comparableName } from './control-name.js';
import { headerAsTable, isHeaderRow } from './header-row.js';
import {
  columnNames,
  controlNamed,
  type FormSchema,
  type Named,
  type SchemaNames,
  topNames,
} from './named-controls.js';
import { type ParsedRef, parseRef } from './source-ref.js';

/** What stands on the approval at one place. */
export interface SourceValue {
  /** Trimmed; '' = nothing there. */
  text: string;
  label: string;
  /** The control is there but could not be understood; `text` is then ''. */
  unreadable: boolean;
  /** Several controls answer to the name, or perhaps the wrong one: told where a bill is made of it (`ambiguities`). */
  ambiguous?: true;
  /** Why the control does not name exactly one payee; `text` is then ''. */
  payee?: PayeeTrouble;
  /** Set where a department is read: its departmentKey(), '' where the approval gives no id. */
  department?: string;
}

/** The key of the row that a table uses where the approval says nothing: "instance:default". */
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

/** What a part of the approval itself is called: "审批编号". */
export const instanceLabel = (name: string): string => INSTANCE_LABELS[name] ?? name;

/** A name that several controls answer to, or perhaps the wrong one. */
export interface Ambiguity {
  label: string;
  /** null = a control at the top of the form. */
  row: ControlRow | null;
  /** What could be meant, the one that was read first. */
  controls: readonly Control[];
}

/** Of a form that was never read. */
const NO_FORM: FormSchema = [];

/** Reads values of one approval by reference. Pure: no clock, the dates are Beijing calendar dates of the instance's own instants. */
export class ApprovalSource {
  private readonly top = new Map<string, Named | null>();
  private readonly names: SchemaNames;
  private columns: SchemaNames;
  /** Of rows of a further detail table. */
  private columnsOfRow = new Map<ControlRow, SchemaNames>();
  private readonly ambiguous = new Map<string, Ambiguity>();
  private readonly rowIds = new Map<ControlRow, number>();
  private readonly payees = new Map<Control, PayeeReading>();
  /** What was read already, by row and reference: rules ask for the same again and again. */
  private values = new Map<ControlRow | null, Map<string, SourceValue>>();
  private lastRow: ControlRow | null | undefined = undefined;
  private lastValues = new Map<string, SourceValue>();

  /**
   * @param originatorName as stored with the snapshot: the answer itself carries only the userid.
   * @param form the form's controls as the scheme knows them; none = only what the approval says of itself.
   */
  constructor(
    readonly instance: ApprovalInstance,
    readonly originatorName: string,
    readonly form: FormSchema = NO_FORM,
  ) {
    this.names = topNames(form);
    this.columns = columnNames(form, null);
  }

  /** The control of that id, alias or label; null when the form has none. */
  control(name: string): Control | null {
    return this.controlBy(name.trim(), comparableName(name));
  }

  /** The detail table, whose columns "row:" refers to from now on; for 单据头 the approval itself as its one row. */
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

  /** As `detail`, for several tables: "row:" refers to the columns of the one that a row stands in. In the order of the names. */
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

  /** Names that were read and could mean something else, in the order met. */
  get ambiguities(): readonly Ambiguity[] {
    return [...this.ambiguous.values()];
  }

  /** First filled of the reference's names. `row` is the detail row that "row:" refers to. */
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
    if (parsed.part) return this.ofPayee(parsed, row);
    let blank: SourceValue | null = null;
    for (const { printed, comparable } of parsed.names) {
      const named =
        parsed.place === 'row' ? this.cellNamed(row, printed, comparable) : this.topNamed(printed, comparable);
      if (!named) continue;
      const read = readControl(named.control);
      const value = isAmbiguous(named) ? { ...read, ambiguous: true as const } : read;
      if (value.text !== '') return value;
      if (!blank || value.unreadable) blank = value;
    }
    return blank ?? { text: '', label: parsed.names[0]?.printed ?? '', unreadable: false };
  }

  /**
   * Whether a reference names something that this form has, filled or not. A control that the form asks of everybody and that the
   * approval lacks is gone from the form. Of a form that was never read nothing is said.
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

  /** Whether a row itself has such a cell, filled or not. */
  hasCell(ref: string, row: ControlRow): boolean {
    return parseRef(ref).names.some(
      ({ printed, comparable }) => controlNamed(row.cells, printed, comparable, this.columnsAt(row)) !== null,
    );
  }

  /** The first filled cell that a reference to a column names; null where the row has none. */
  cell(ref: string, row: ControlRow): Control | null {
    const cells = parseRef(ref).names.map(({ printed, comparable }) => this.cellOf(row, printed, comparable));
    return cells.find((cell) => cell != null && cell.value.kind !== 'empty') ?? null;
  }

  /** As `answers`, and of a form that was never read: only what this approval itself has. For what must not be missed. */
  stands(ref: string): boolean {
    if (this.form.length > 0) return this.answers(ref, null);
    return this.has(ref);
  }

  /** Whether this approval itself has it, filled or not. */
  has(ref: string): boolean {
    return this.idOf(ref) !== null;
  }

  /** Id of the control at the top that a reference reads; null where the approval has none. */
  idOf(ref: string): string | null {
    const found = parseRef(ref).names.map(({ printed, comparable }) => this.controlBy(printed, comparable));
    return found.find((control) => control !== null)?.id ?? null;
  }

  /** What DingTalk itself says a column of a table sums up to; null where it says nothing. */
  columnTotal(ref: string, column: string): string | null {
    const table = this.instance.controls.find(({ id }) => id === this.idOf(ref));
    const comparable = comparableName(column);
    const told = table?.beside?.columnTotals?.find(
      ({ id, label }) => id === column || comparableName(label) === comparable,
    );
    return told?.total ?? null;
  }

  /**
   * A column of a table that is not the detail table.
   * @returns its filled rows, each with the cell of that column, null where the row has none; null where the approval has no such table.
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

  /** All controls that a reference to a payee names, or may name: each of its names, doubles of a label, and what the schema says. */
  payeeControls({ place, names }: ParsedRef, row: ControlRow | null): Control[] {
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

  /** The one payee of a control; read once. */
  payeeOf(control: Control): PayeeReading {
    const known = this.payees.get(control);
    if (known) return known;
    const reading = readPayee(control);
    this.payees.set(control, reading);
    return reading;
  }

  private ofPayee(parsed: ParsedRef, row: ControlRow | null): SourceValue {
    const controls = this.payeeControls(parsed, row);
    const filled = controls.filter(({ value }) => value.kind !== 'empty');
    const label = ((filled[0] ?? controls[0])?.name ?? parsed.names[0]?.printed ?? '').trim();
    const { number, name, bank, trouble } =
      filled.length === 0
        ? NO_PAYEE
        : agreed(
            filled.map((control) => this.payeeOf(control)),
            label,
          );
    const plain = { label, unreadable: false };
    const red = trouble !== null && payeeLevel(trouble) === 'red';
    switch (parsed.part) {
      case 'bank':
        return { text: red ? '' : bank, ...plain };
      case 'name':
        if (number !== '' && name === '')
          return { text: '', ...plain, payee: { code: 'payee-without-name', label, tail: number.slice(-4) } };
        return { text: red ? '' : name, ...plain, ...(red ? { payee: trouble } : {}) };
      default:
        return { text: number, ...plain, ...(trouble ? { payee: trouble } : {}) };
    }
  }

  /**
   * Whether the form asks a control at the top of everybody, and this approval has none of the reference's names: what stands there is
   * not empty but unknown. In a row blank cells are missing.
   */
  lacks(ref: string): boolean {
    const { place, names } = parseRef(ref);
    if (place !== 'field' || this.has(ref)) return false;
    return names.some(({ printed, comparable }) => this.names.named(printed, comparable)?.required === true);
  }

  /** Whether several controls at the top go by a name, or perhaps the wrong one. */
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

  /** Cells by key or label, never by position: blank ones are missing (dingtalk.md §5.3). */
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
  if (!isDepartment) return { text, label, unreadable: false };
  return { text, label, unreadable: false, department: departmentKey(departmentIds ?? []) };
}

/** The text of a control as a rule reads it; an object stands for its own `value` where it has one (interface.md, 项目费用明细). */
export function textOfValue(value: ControlValue): string {
  if (value.kind !== 'object') return controlText(value);
  return value.entries.value ?? value.entries.label ?? controlText(value);
}
