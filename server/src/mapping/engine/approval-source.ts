import type { ApprovalInstance, Control, ControlRow, ControlValue } from '../../dingtalk/approval-instance.js';
import { controlText } from '../../dingtalk/control-text.js';
import { comparableName } from './control-name.js';
import { beijingDate } from './dates.js';
import { accountOfEntries, accountOfText, type RecipientAccount } from './recipient-account.js';
import { type ParsedRef, parseRef } from './source-ref.js';

/** What stands on the approval at one place. */
export interface SourceValue {
  /** Trimmed; '' = nothing there. */
  text: string;
  label: string;
  /** The control is there but could not be understood; `text` is then ''. */
  unreadable: boolean;
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

/** Reads values of one approval by reference. Pure: no clock, the dates are Beijing calendar dates of the instance's own instants. */
export class ApprovalSource {
  private readonly byName = new Map<string, Control>();

  /** @param originatorName as stored with the snapshot: the answer itself carries only the userid. */
  constructor(
    readonly instance: ApprovalInstance,
    readonly originatorName: string,
  ) {
    for (const control of instance.controls) {
      for (const name of [control.id, control.alias ?? '', comparableName(control.name)])
        if (name !== '' && !this.byName.has(name)) this.byName.set(name, control);
    }
  }

  /** The control of that id, alias or label; null when the form has none. */
  control(name: string): Control | null {
    return this.byName.get(name) ?? this.byName.get(comparableName(name)) ?? null;
  }

  /** First filled of the reference's names. `row` is the detail row that "row:" refers to. */
  read(ref: string, row: ControlRow | null): SourceValue {
    const parsed = parseRef(ref);
    if (parsed.place === 'instance') return this.ofInstance(parsed);
    let blank: SourceValue | null = null;
    for (const { printed, comparable } of parsed.names) {
      const control = parsed.place === 'row' ? cellOf(row, printed, comparable) : this.controlBy(printed, comparable);
      if (!control) continue;
      const value = readControl(control, parsed);
      if (value.text !== '') return value;
      if (!blank || value.unreadable) blank = value;
    }
    return blank ?? { text: '', label: parsed.names[0]?.printed ?? '', unreadable: false };
  }

  private controlBy(printed: string, comparable: string): Control | null {
    return this.byName.get(printed) ?? this.byName.get(comparable) ?? null;
  }

  private ofInstance({ names }: ParsedRef): SourceValue {
    for (const { printed } of names) {
      const text = this.instanceText(printed).trim();
      if (text !== '') return { text, label: INSTANCE_LABELS[printed] ?? printed, unreadable: false };
    }
    const first = names[0]?.printed ?? '';
    return { text: '', label: INSTANCE_LABELS[first] ?? first, unreadable: false };
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

/** Cells by key or label, never by position: blank ones are missing (dingtalk.md §5.3). */
function cellOf(row: ControlRow | null, printed: string, comparable: string): Control | null {
  if (!row) return null;
  for (const cell of row.cells)
    if (cell.id === printed || cell.alias === printed || comparableName(cell.name) === comparable) return cell;
  return null;
}

function readControl(control: Control, { part }: ParsedRef): SourceValue {
  const { value, name } = control;
  if (value.kind === 'unreadable') return { text: '', label: name.trim(), unreadable: true };
  const text = part ? accountOf(value)[part] : textOfValue(value);
  return { text: text.trim(), label: name.trim(), unreadable: false };
}

/** The text of a control as a rule reads it; an object stands for its own `value` where it has one (interface.md, 项目费用明细). */
export function textOfValue(value: ControlValue): string {
  if (value.kind !== 'object') return controlText(value);
  return value.entries.value ?? value.entries.label ?? controlText(value);
}

function accountOf(value: ControlValue): RecipientAccount {
  if (value.kind === 'object') return accountOfEntries(value.entries);
  if (value.kind === 'table') {
    const first = value.rows[0]?.cells ?? [];
    return accountOfEntries(Object.fromEntries(first.map((cell) => [cell.name, textOfValue(cell.value)])));
  }
  return accountOfText(textOfValue(value));
}
