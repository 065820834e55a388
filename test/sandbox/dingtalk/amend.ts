import { seededRandom } from '../faults.js';
import type { SandboxApproval } from './approval.js';
import { Draw, instanceId } from './draw.js';
import { minuteStamp } from './times.js';

/**
 * Changes or cancels an approval by a new instance with bizAction, linked both ways (dingtalk.md §4.2). The original keeps its values. The
 * new instance is agreed, unless `running` is set.
 */
export function amend(
  original: SandboxApproval,
  action: 'MODIFY' | 'REVOKE',
  running: boolean,
  now: number,
): SandboxApproval {
  const createdAt = Math.floor((now - 60_000) / 1000) * 1000;
  // Several approvals may be changed within one second, and each change needs its own id.
  const whose = [...original.instanceId].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % 2_147_483_647, 7);
  const draw = new Draw(seededRandom(((createdAt + whose) % 2_147_483_647) + original.attachedInstanceIds.length));
  const { finishedAt: _, ...rest } = original;
  const amended: SandboxApproval = {
    ...rest,
    instanceId: instanceId(draw, createdAt),
    businessId: `${minuteStamp(createdAt)}${draw.digits(9)}`,
    createdAt,
    status: running ? 'RUNNING' : 'COMPLETED',
    result: running ? '' : 'agree',
    ...(running ? {} : { finishedAt: Math.floor(now / 1000) * 1000 }),
    bizAction: action,
    mainInstanceId: original.instanceId,
    attachedInstanceIds: [],
    comments: [],
    fate: running ? 'running' : 'agreed',
  };
  original.attachedInstanceIds.push(amended.instanceId);
  return amended;
}
