import type { ApprovalForm, Control } from './form.js';

/** One edit of a form in DingTalk's designer. `id` is a control of the form, columns included. */
export type FormEdit =
  | { do: 'rename'; id: string; label: string }
  | { do: 'remove'; id: string }
  /** Changes the component type under the same id. */
  | { do: 'retype'; id: string; componentType: string }
  | { do: 'require'; id: string; required: boolean }
  | { do: 'option'; id: string; label: string }
  /** Removes a control and adds it again with the same label: it gets a new id and the values of the old one. */
  | { do: 'replace'; id: string; newId: string }
  | { do: 'add'; control: Control; table?: string };

/** Returns the form after one edit; its processCode stays (dingtalk.md §2). @throws Error if the form has no such control. */
export function changeForm(form: ApprovalForm, edit: FormEdit, now: number): ApprovalForm {
  let met = false;
  const walk = (controls: readonly Control[], table?: string): Control[] => {
    const kept = controls.flatMap((control): Control[] => {
      const inner = control.columns ? { ...control, columns: walk(control.columns, control.id) } : control;
      if (edit.do === 'add' || control.id !== edit.id) return [inner];
      met = true;
      return applied(inner, edit);
    });
    if (edit.do !== 'add' || edit.table !== table) return kept;
    met = true;
    return [...kept, edit.control];
  };
  const controls = walk(form.controls);
  if (!met) throw new Error(`no such control in ${form.name}: ${JSON.stringify(edit)}`);
  return { ...form, controls, modifiedAt: now };
}

function applied(control: Control, edit: Exclude<FormEdit, { do: 'add' }>): Control[] {
  switch (edit.do) {
    case 'rename':
      return [{ ...control, label: edit.label }];
    case 'remove':
      return [];
    case 'retype':
      return [{ ...control, componentType: edit.componentType }];
    case 'require':
      return [{ ...control, required: edit.required }];
    case 'option':
      return [
        { ...control, options: [...(control.options ?? []), { label: edit.label, key: `option_${edit.label}` }] },
      ];
    case 'replace':
      return [{ ...control, id: edit.newId, filledAs: control.filledAs ?? control.id }];
  }
}
