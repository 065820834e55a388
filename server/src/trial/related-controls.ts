import type { ApprovalInstance, Control } from '../domain/approval/approval-instance.js';
import type { RelatedApprovals } from '../domain/approval/related-approval.js';
import { comparableName } from '../engine/source/control-name.js';

/** Controls that were seen on related approvals, by the id of the control that names these; each label once, in the order of their forms. */
export type RelatedControls = ReadonlyMap<string, readonly Control[]>;
export const NONE_SEEN: RelatedControls = new Map();

/** DingTalk tells the form of a related approval nowhere: what can be read on it is known from those that were seen. */
export function relatedControls(instances: readonly ApprovalInstance[], known: RelatedApprovals): RelatedControls {
  const seen = new Map<string, Map<string, Control>>();
  for (const { controls } of instances)
    for (const { id, value } of controls) {
      if (value.kind !== 'related') continue;
      const own = seen.get(id) ?? new Map<string, Control>();
      seen.set(id, own);
      for (const { processInstanceId } of value.approvals) {
        const one = processInstanceId === null ? undefined : known.get(processInstanceId);
        if (one?.kind !== 'read') continue;
        for (const control of one.instance.controls) {
          const name = comparableName(control.name);
          if (name !== '' && !own.has(name)) own.set(name, control);
        }
      }
    }
  return new Map([...seen].map(([id, controls]) => [id, [...controls.values()]]));
}
