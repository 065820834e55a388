import type { SourceRef } from '@dingdee/shared/scheme';
import type { ApprovalInstance, Control } from '../dingtalk/approval-instance.js';
import { controlText } from '../dingtalk/control-text.js';

/** Where a scheme looks on an approval, for deciding whether it is collected at all. */
export interface SourceContext {
  instance: ApprovalInstance;
  originatorName: string;
  /** Name, alias or id of the scheme's detail table. */
  detailTable: string;
}

/** Texts that a source names: one for a control or a fact of the instance, one per row for a cell. "" where nothing is filled. */
export function sourceTexts(from: SourceRef, context: SourceContext): readonly string[] {
  const colon = from.indexOf(':');
  const names = from
    .slice(colon + 1)
    .split('|')
    .map((name) => name.trim());
  switch (from.slice(0, colon)) {
    case 'row':
      return rowsOf(context).map((cells) => firstFilled(cells, names));
    case 'instance':
      return [names.map((name) => instanceText(name, context)).find((text) => text !== '') ?? ''];
    default:
      return [firstFilled(context.instance.controls, names)];
  }
}

export const sourceText = (from: SourceRef, context: SourceContext): string => sourceTexts(from, context)[0] ?? '';

/** By id, then alias, then label (dingtalk.md §2). */
export function findControl(controls: readonly Control[], name: string): Control | undefined {
  return (
    controls.find(({ id }) => id === name) ??
    controls.find(({ alias }) => alias === name) ??
    controls.find((control) => control.name === name)
  );
}

function firstFilled(controls: readonly Control[], names: readonly string[]): string {
  for (const name of names) {
    const control = findControl(controls, name);
    const text = control ? controlText(control.value).trim() : '';
    if (text !== '') return text;
  }
  return '';
}

function rowsOf({ instance, detailTable }: SourceContext): readonly (readonly Control[])[] {
  const value = findControl(instance.controls, detailTable)?.value;
  return value?.kind === 'table' ? value.rows.map(({ cells }) => cells) : [];
}

function instanceText(name: string, { instance, originatorName }: SourceContext): string {
  switch (name) {
    case 'title':
    case 'businessId':
    case 'processInstanceId':
    case 'originatorUserId':
    case 'originatorDeptId':
    case 'originatorDeptName':
      return instance[name];
    case 'originatorName':
      return originatorName;
    case 'startDate':
      return beijingDate(instance.startedAt);
    case 'finishDate':
      return instance.finishedAt === null ? '' : beijingDate(instance.finishedAt);
    default:
      return '';
  }
}

/** "2026-03-01" of an instant, in Beijing. */
export const beijingDate = (at: number): string => new Date(at + 8 * 3_600_000).toISOString().slice(0, 10);
