import type { ChangedForm } from '@dingdee/shared/form-change';
import { controlKind } from '../../domain/approval/control-kinds.js';
import type { FormChange, PlacedControl } from '../../scheme/drift/form-changes.js';
import type { FormDefinition } from '../../scheme/drift/form-definitions.js';

const RIGHT = '请管理员在开放平台给应用加上“读取审批表单”的权限（Workflow.Form.Read），再点“现在核对”。';

/** Returns why a form could not be read, and what to do; null if it was read. */
export function problemWords({ problem, seenIn }: Pick<FormDefinition, 'problem' | 'seenIn'>): string | null {
  switch (problem) {
    case null:
      return null;
    case 'permission':
      return seenIn === 'details'
        ? `应用没有权限读这张表单，只能按收到的审批来比：改名、换类型、新增看得到，删掉的要几张都没有才认得出，必填和选项看不到。${RIGHT}`
        : `应用没有权限读这张表单，改动看不到。${RIGHT}`;
    case 'not-found':
    case 'parameter':
      return '钉钉说没有这张表单，可能停用或删除了。请钉钉的表单管理员看一下；不再用的，停用它的方案。';
    case 'quota':
      return '本月的钉钉接口额度用完了，下个月自动再读。';
    default:
      return '这次没有读到，稍后自动再读，也可以点“现在核对”。';
  }
}

export const controlWords = (control: PlacedControl | null): ChangedForm['changes'][number]['before'] =>
  control === null
    ? null
    : { id: control.id, label: control.label, kind: controlKind(control.type), required: control.required };

const MOST_OPTIONS = 12;
/** Returns a few options of each, the new ones first. */
export function optionWords({ options }: FormChange): ChangedForm['changes'][number]['options'] {
  const [added, removed] = [options.added.slice(0, MOST_OPTIONS), options.removed.slice(0, MOST_OPTIONS)];
  const more = options.added.length + options.removed.length - added.length - removed.length;
  return { added, removed, more };
}
