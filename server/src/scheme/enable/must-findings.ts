import type { TargetForm } from '../../domain/draft/target-form.js';
import type { MustInput, OwnLevel, UsableBaseData } from '../../domain/draft/usable-base-data.js';
import type { FieldPlan } from '../../engine/rule/field-plan.js';
import { type Answers, isLive } from '../../engine/rule/live-rules.js';

/**
 * Returns the fields that Kingdee's form wants filled and that no rule of the scheme can fill: Kingdee refuses every bill. Our own two accounts are left
 * out, as the settlement type decides which of them a row needs.
 */
export function unfilledMustInputs(
  baseData: Pick<UsableBaseData, 'mustInputs'>,
  plan: FieldPlan,
  answers: Answers,
): MustInput[] {
  const { form } = plan;
  const planned = { header: plan.header, rows: [...plan.rows, plan.amount] };
  const isFilled = (level: OwnLevel, name: string): boolean =>
    planned[level].some((field) => sameName(field.name, name) && isLive(field.rules, answers));
  const { department } = form.head;
  return (baseData.mustInputs?.(form.id) ?? []).filter(({ level, name }) => {
    if (level === 'rows' && (name === form.row.ourAccount || name === form.row.ourCash)) return false;
    // A department goes to every level that the form has it at (form-shape.ts).
    if (name === department && (isFilled('header', name) || isFilled('rows', name))) return false;
    return !isFilled(level, name);
  });
}

const sameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** Tells whether a field is among these. */
export const isAmong = (musts: readonly MustInput[], level: OwnLevel, name: string): boolean =>
  musts.some((must) => must.level === level && sameName(must.name, name));

/**
 * Returns what an administrator reads of a must-input for which the scheme has no field. One that no rule can write only warns: the form tells no
 * field that Kingdee fills by a rule or plug-in of its own (kingdee.md §8.1, UNCONFIRMED), and nobody could unblock the scheme here.
 */
export function mustWords(
  { level, name, label }: MustInput,
  form: TargetForm,
): { level: 'blocks' | 'warns'; what: string; next: string } {
  const what = `金蝶的${form.label}要求填${level === 'rows' ? '明细行的' : ''}“${label}”，方案没有填它`;
  const relief = '请金蝶管理员取消它的必录，或给它一个默认值，到“映射”页刷新基础资料后再看一次。';
  return name in form[level] || form.ownField.test(name)
    ? {
        level: 'blocks',
        what,
        next: `不填，每一张都会被金蝶退回。到“规则”里点“加一个字段”加上它，写一条规则；不该填的，${relief}`,
      }
    : {
        level: 'warns',
        what,
        next: `钉蝶的规则写不了它。金蝶自己会填的，不用管；不会的，每一张都会被金蝶退回：${relief}`,
      };
}
