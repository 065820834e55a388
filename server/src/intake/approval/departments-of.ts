import type { PrintedDepartment } from '../../access/department/departments.js';
import type { Control } from '../../domain/approval/approval-instance.js';
import { departmentKey } from '../../domain/approval/department-key.js';
import { textOfValue } from '../../engine/source/approval-source.js';
import type { ReadApproval } from './read-approval.js';

/** Returns every department that an approval names with an id: the applicant's, and those chosen in its controls and table rows. */
export function departmentsOf({
  instance,
  originatorName,
}: Pick<ReadApproval, 'instance' | 'originatorName'>): PrintedDepartment[] {
  const own = { key: departmentKey([instance.originatorDeptId]), name: instance.originatorDeptName };
  return [own, ...instance.controls.flatMap(chosenIn)].map((one) => ({ ...one, seenWith: originatorName }));
}

function chosenIn({ departmentIds, value }: Control): { key: string; name: string }[] {
  if (value.kind === 'table') return value.rows.flatMap(({ cells }) => cells.flatMap(chosenIn));
  return departmentIds === undefined || value.kind === 'unreadable'
    ? []
    : [{ key: departmentKey(departmentIds), name: textOfValue(value) }];
}
