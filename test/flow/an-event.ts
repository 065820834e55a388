import type { EventChannel } from '@dingdee/shared/intake';
import { instanceEvent } from '../sandbox/dingtalk/events.js';
import type { RunningOffice } from './batch.js';
import { until } from './person.js';

/** Sends the finish event of an approval over the stream and waits for its acknowledgement and until the channel shows it to people. */
export async function anEvent({ stack, office }: RunningOffice): Promise<void> {
  const { approvals, stream } = stack.sandbox.state.dingtalk.state;
  const approval = approvals.all().find(({ fate }) => fate === 'agreed');
  if (!approval) throw new Error('nothing passed');
  const delivery = stream.push(instanceEvent(approval, 'finish', approval.finishedAt ?? 0));
  await until(
    async () => delivery.acknowledged,
    (is) => is,
    60_000,
  );
  // Deliveries are counted slightly later.
  await until(
    () => office.admin.get<EventChannel>('/api/runs/channel'),
    ({ lastEventAt }) => lastEventAt !== null,
  );
}
