import type { ApprovalInstance, Control, ControlRow, ControlValue } from '../../domain/approval/approval-instance.js';
import { controlText } from '../../domain/approval/control-text.js';
import { departmentKey } from '../../domain/approval/department-key.js';
import { beijingDate } from '../../domain/beijing-time.js';
import { agreed, NO_PAYEE, type PayeeReading, readPayee } from '../payee/payee-reading.js';
import { type PayeeTrouble, payeeLevel } from '../payee/payee-words.js';
import { comparableName } from './control-name.js';
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
  default: DEFAULT_KEY,
};

/** A name that several controls answer to, or perhaps the wrong one. */
export interface Ambiguity {
  label: string;
  /** null = a control at the top of the form. */
  row: ControlRow | null;
  /** What could be meant, the one that was read first. */
  controls: readonly Control[];
}

/** Reads values of one approval by reference. Pure: no clock, the dates are Beijing calendar dates of the instance's own instants. */
export class ApprovalSource {
  private readonly top = new Map<string, Named | null>();
  private readonly names: SchemaNames;
  private columns: SchemaNames;
  private readonly ambiguous = new Map<string, Ambiguity>();
  private readonly rowIds = new Map<ControlRow, number>();
  private readonly payees = new WeakMap<Control, PayeeReading>();
  /** What was read already, by row and reference: rules ask for the same again and again. */
  private values = new Map<ControlRow | null, Map<string, SourceValue>>();

  /**
   * @param originatorName as stored with the snapshot: the answer itself carries only the userid.
   * @param form the form's controls as the scheme knows them; none = only what the approval says of itself.
   */
  constructor(
    readonly instance: ApprovalInstance,
    readonly originatorName: string,
    private readonly form: FormSchema = [],
  ) {
    this.names = topNames(form);
    this.columns = columnNames(form, null);
  }

  /** The control of that id, alias or label; null when the form has none. */
  control(name: string): Control | null {
    return this.controlBy(name.trim(), comparableName(name));
  }

  /** The detail table, whose columns "row:" refers to from now on. */
  detail(name: string): Control | null {
    const table = this.control(name);
    this.columns = columnNames(this.form, table?.id ?? null);
    this.values = new Map();
    return table;
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
    const known = this.values.get(row) ?? new Map<string, SourceValue>();
    this.values.set(row, known);
    const value = known.get(ref) ?? this.readAnew(parseRef(ref), row);
    known.set(ref, value);
    return value;
  }

  private readAnew(parsed: ParsedRef, row: ControlRow | null): SourceValue {
    if (parsed.place === 'instance') return this.ofInstance(parsed);
    if (parsed.part) return this.ofPayee(parsed, row);
    let blank: SourceValue | null = null;
    for (const { printed, comparable } of parsed.names) {
      const control =
        parsed.place === 'row' ? this.cellOf(row, printed, comparable) : this.controlBy(printed, comparable);
      if (!control) continue;
      const value = readControl(control);
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
    const [among, schema] = place === 'row' ? [row?.cells ?? [], this.columns] : [this.instance.controls, this.names];
    return names.some(({ printed, comparable }) => {
      if (controlNamed(among, printed, comparable, schema)) return true;
      const known = schema.named(printed, comparable);
      return known !== null && !known.required;
    });
  }

  /** All controls that a reference to a payee names, or may name: each of its names, doubles of a label, and what the schema says. */
  payeeControls({ place, names }: ParsedRef, row: ControlRow | null): Control[] {
    const [among, schema] = place === 'row' ? [row?.cells ?? [], this.columns] : [this.instance.controls, this.names];
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

  private controlBy(printed: string, comparable: string): Control | null {
    const ready = this.top.get(printed);
    if (ready !== undefined) return ready?.control ?? null;
    const named = controlNamed(this.instance.controls, printed, comparable, this.names);
    this.top.set(printed, named);
    return this.noted(named, printed, null);
  }

  /** Cells by key or label, never by position: blank ones are missing (dingtalk.md §5.3). */
  private cellOf(row: ControlRow | null, printed: string, comparable: string): Control | null {
    return row ? this.noted(controlNamed(row.cells, printed, comparable, this.columns), printed, row) : null;
  }

  private noted(named: Named | null, label: string, row: ControlRow | null): Control | null {
    if (named && (named.rivals.length > 0 || named.doubtful)) {
      const place = row === null ? -1 : (this.rowIds.get(row) ?? this.rowIds.size);
      if (row) this.rowIds.set(row, place);
      this.ambiguous.set(`${place}\n${label}`, { label, row, controls: [named.control, ...named.rivals] });
    }
    return named?.control ?? null;
  }

  private ofInstance({ names }: ParsedRef): SourceValue {
    for (const { printed } of names) {
      const text = this.instanceText(printed).trim();
      if (text !== '')
        return { text, label: INSTANCE_LABELS[printed] ?? printed, unreadable: false, ...this.departmentOf(printed) };
    }
    const first = names[0]?.printed ?? '';
    return { text: '', label: INSTANCE_LABELS[first] ?? first, unreadable: false };
  }

  private departmentOf(name: string): Pick<SourceValue, 'department'> {
    return name === 'originatorDeptName' ? { department: departmentKey([this.instance.originatorDeptId]) } : {};
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
      case 'default':
        return DEFAULT_KEY;
      default:
        return '';
    }
  }
}

function readControl({ value, name, type, departmentIds }: Control): SourceValue {
  const label = name.trim();
  if (value.kind === 'unreadable') return { text: '', label, unreadable: true };
  const isDepartment = departmentIds !== undefined || type === 'DepartmentField';
  return {
    text: textOfValue(value).trim(),
    label,
    unreadable: false,
    ...(isDepartment ? { department: departmentKey(departmentIds ?? []) } : {}),
  };
}

/** The text of a control as a rule reads it; an object stands for its own `value` where it has one (interface.md, 项目费用明细). */
export function textOfValue(value: ControlValue): string {
  if (value.kind !== 'object') return controlText(value);
  return value.entries.value ?? value.entries.label ?? controlText(value);
}
