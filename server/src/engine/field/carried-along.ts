import type { Control, ControlValue } from '../../domain/approval/approval-instance.js';
import { attachedFiles } from '../../domain/approval/attached-files.js';
import { controlText } from '../../domain/approval/control-text.js';
import type { Issues } from '../../domain/draft/issues.js';
import type { MappingResult } from '../../domain/draft/mapping-result.js';
import type { FieldPlan } from '../rule/field-plan.js';
import type { ApprovalSource } from '../source/approval-source.js';
import { comparableName } from '../source/control-name.js';
import { cut } from '../source/texts.js';

const ACCOUNT_LIKE = /[账帐]号|[账帐]户|卡号|开户/u;
const LONGEST_SHOWN = 500;
const LONGEST_ADDRESS = 1000;

/**
 * Returns as text the controls that no rule reads, and those that another control of the same name hides; one that cannot be read adds an issue, but
 * does not block.
 */
export function othersOf(
  controls: readonly Control[],
  { consumed }: FieldPlan,
  source: Pick<ApprovalSource, 'ambiguities'>,
  issues: Issues,
): MappingResult['others'] {
  const hidden = new Set(
    source.ambiguities.flatMap(({ row, controls: [, ...rivals] }) => (row === null ? rivals : [])),
  );
  return controls.flatMap((control) => {
    const read =
      !hidden.has(control) &&
      [control.id, control.alias ?? '', comparableName(control.name)].some((name) => consumed.has(name));
    if (read || control.value.kind === 'files') return [];
    if (unreadable(control.value))
      issues.coded('amber', 'unreadable', `others.${cut(control.name, 60)}`, {
        of: 'other',
        label: cut(control.name, 60),
      });
    const text = cut(controlText(control.value), LONGEST_SHOWN);
    if (text === '') return [];
    const account = control.type === 'RecipientAccountField' || ACCOUNT_LIKE.test(control.name);
    return [{ label: control.name, text, account }];
  });
}

const unreadable = (value: ControlValue): boolean =>
  value.kind === 'unreadable' || (value.kind === 'table' && value.rows.some((row) => row.unreadable !== undefined));

/** Returns photos and attachments of the form and of its detail rows. */
export function attachmentsOf(controls: readonly Control[]): MappingResult['attachments'] {
  return attachedFiles(controls).map(({ name, kind, address }) => ({
    name: cut(name, 200),
    kind,
    ...(address === undefined || address.length > LONGEST_ADDRESS ? {} : { address }),
  }));
}
