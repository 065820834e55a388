import { parseDecimal } from '@dingdee/shared/money';
import { isAmountControl } from './amount-control.js';
import type { ApprovalInstance, AttachedFile, Control, ControlValue } from './approval-instance.js';
import { controlText } from './control-text.js';
import { departmentKey } from './department-key.js';

/** A part of an approval that has changed between two readings. Texts as a person reads them, unmasked; "" = no value. */
export interface SourceDifference {
  /** Subject of the change: a control by its label, the department, or the status of the approval. */
  what: 'control' | 'department' | 'standing';
  label: string;
  /** Position of the row of a cell, from 1; null outside a table. */
  row: number | null;
  before: string;
  after: string;
  /** Only the address of a photo: UNCONFIRMED whether DingTalk writes these anew at each reading. */
  photo: boolean;
}

interface Part {
  what: SourceDifference['what'];
  label: string;
  row: number | null;
  shown: string;
  /** Text for the comparison: equal if nothing that is paid, or looked at, differs. */
  same: string;
  photo: boolean;
}

/**
 * Returns what differs between two readings of an approval: everything that was filled in, the department and the status. Ignores the surroundings
 * (comments, records, tasks, titles) and names: controls, people, departments and files are compared by their ids. Pure.
 */
export function sourceDifferences(before: ApprovalInstance, after: ApprovalInstance): SourceDifference[] {
  const [was, is] = [partsOf(before), partsOf(after)];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((key): SourceDifference[] => {
    const [old, now] = [was.get(key), is.get(key)];
    const part = old ?? now;
    if (part === undefined || old?.same === now?.same) return [];
    const { what, label, row, photo } = part;
    return [{ what, label, row, before: old?.shown ?? '', after: now?.shown ?? '', photo }];
  });
}

/** Returns what `sourceDifferences` compares, with the labels and shown texts, in the order of the form; photos are left out. */
export const contentParts = (instance: ApprovalInstance): readonly (readonly string[])[] =>
  [...partsOf(instance)].flatMap(([key, { label, shown, same, photo }]) => (photo ? [] : [[key, label, shown, same]]));

function partsOf({
  controls,
  originatorDeptId,
  originatorDeptName,
  status,
  result,
}: ApprovalInstance): Map<string, Part> {
  const parts = new Map<string, Part>();
  const plain = { row: null, photo: false };
  parts.set('standing', {
    what: 'standing',
    label: '',
    shown: `${status} ${result}`,
    same: `${status} ${result}`,
    ...plain,
  });
  const department = departmentKey([originatorDeptId]) || originatorDeptName;
  parts.set('department', { what: 'department', label: '', shown: originatorDeptName, same: department, ...plain });
  addAll(parts, controls, '', null);
  return parts;
}

function addAll(parts: Map<string, Part>, controls: readonly Control[], within: string, row: number | null): void {
  for (const control of controls) {
    const { value, name } = control;
    if (control.spread) continue;
    const own = `${within}${control.id || name}`;
    if (value.kind === 'table') {
      value.rows.forEach((line, index) => {
        addAll(parts, line.cells, `${own}[${index}].`, index + 1);
        if (line.unreadable !== undefined)
          put(parts, `${own}[${index}]`, {
            label: name,
            row: index + 1,
            shown: line.unreadable,
            same: line.unreadable,
          });
      });
      continue;
    }
    const same = sameOf(control);
    if (same !== '') put(parts, own, { label: name, row, shown: controlText(value), same, photo: isPhoto(value) });
  }
}

/** Adds a part; a second and third control with the same id are told apart by their order. */
function put(parts: Map<string, Part>, key: string, part: Omit<Part, 'what' | 'photo'> & { photo?: boolean }): void {
  let own = key;
  for (let n = 2; parts.has(own); n++) own = `${key}#${n}`;
  parts.set(own, { what: 'control', photo: false, ...part });
}

const isPhoto = (value: ControlValue): boolean =>
  value.kind === 'files' && value.files.length > 0 && value.files.every(({ address }) => address !== undefined);

function sameOf({ value, type, departmentIds, beside }: Control): string {
  const currency = beside?.currency ?? '';
  const said = sameValue(value, isAmountControl(type));
  const ids = departmentIds === undefined ? '' : departmentKey(departmentIds);
  const content = ids === '' ? said : ids;
  return content === '' || currency === '' ? content : `${content} ${currency}`;
}

function sameValue(value: ControlValue, amount: boolean): string {
  switch (value.kind) {
    case 'people':
      return value.people.map(({ userId, name }) => userId || name).join('\n');
    case 'files':
      return value.files.map(sameFile).join('\n');
    case 'related':
      return value.approvals
        .map(({ processInstanceId, businessId, title }) => processInstanceId ?? businessId ?? title)
        .join('\n');
    case 'object':
      // A link may be written anew at each reading; its target has an id or a number beside it.
      return Object.entries(value.entries)
        .filter(([, text]) => text.trim() !== '' && !/^https?:\/\//.test(text.trim()))
        .map(([name, text]) => `${name} ${text.trim()}`)
        .sort()
        .join('\n');
    case 'text': {
      const text = value.text.trim();
      return amount ? (parseDecimal(text) ?? text) : text;
    }
    default:
      return controlText(value).trim();
  }
}

/** Returns the comparison text of a file: its id; for a photo, which has none, the path of its link; else its name. */
function sameFile({ fileId, address, name }: AttachedFile): string {
  if (fileId !== null) return fileId;
  return address === undefined ? name : address.replace(/^https?:\/\/[^/]*/, '').replace(/[?#].*$/, '');
}
