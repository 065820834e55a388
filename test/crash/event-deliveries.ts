import { dingtalkAccount } from '../sandbox/dingtalk/account.js';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import { callbackSecrets, httpBody, postCallback } from '../sandbox/dingtalk/callback.js';
import { type ApprovalEvent, instanceEvent } from '../sandbox/dingtalk/events.js';
import type { Sandbox } from '../sandbox/start.js';
import type { KillableServer } from './killable-server.js';

/** One message about one finished approval. */
export interface Message {
  event: ApprovalEvent;
  channel: 'stream' | 'http';
}

/** Result of all messages. */
export interface Delivered {
  /** Instance ids with at least one acknowledged message. */
  accepted: ReadonlySet<string>;
  /** Number of acknowledged messages, by channel. */
  acknowledged: Record<Message['channel'], number>;
  /** Number of stream messages that were never acknowledged, however long the wait. */
  unanswered: number;
  kills: number;
}

const SHARES = { dropped: 0.05, twice: 0.2, bothChannels: 0.05 };
/** Number of messages in flight at once: DingTalk waits for no acknowledgement before it sends the next. */
const AT_ONCE = 32;
/** Waits before a repetition. DingTalk waits 10 and 30 seconds; this is a fifth of it, into which a restart fits on most machines. */
const AGAIN_MS = [2_000, 6_000];
/** Wait before an unanswered event of the stream is sent again: a fifth of the wait in the field or less. */
const STREAM_AGAIN_MS = 2_000;
/** Longest wait for an answer: a late answer of a busy machine counts. */
const BUSY_MS = 15_000;
/** Longer than any restart of a busy machine. */
const GIVEN_UP_MS = 300_000;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Returns the messages: all over Stream except one in twenty, which is not sent at all; a fifth twice, one in twenty over HTTP as well; in
 * random order.
 */
export function messagesOf(approvals: readonly SandboxApproval[], random: () => number): Message[] {
  return shuffled(
    approvals.flatMap((approval): Message[] => {
      const told = () => instanceEvent(approval, 'finish', Date.now());
      const event = told();
      if (random() < SHARES.dropped) return [];
      const all: Message[] = [{ event, channel: 'stream' }];
      if (random() < SHARES.twice) all.push({ event, channel: 'stream' });
      // It is unknown whether both channels give an event the same id: half of these do.
      if (random() < SHARES.bothChannels) all.push({ event: random() < 0.5 ? event : told(), channel: 'http' });
      return all;
    }),
    random,
  );
}

/** Delivers all messages, and unacknowledged ones again, while the server is killed at even intervals. */
export async function deliver(
  server: KillableServer,
  sandbox: Sandbox,
  messages: readonly Message[],
  kills: number,
): Promise<Delivered> {
  const hub = sandbox.state.dingtalk.state.stream;
  hub.redeliverMs = STREAM_AGAIN_MS;
  const killAt = Array.from({ length: kills }, (_, i) => Math.floor((messages.length * (i + 1)) / (kills + 1)));
  const accepted = new Set<string>();
  const acknowledged = { stream: 0, http: 0 };
  let [next, killed, unanswered] = [0, 0, 0];
  let back: Promise<void> = Promise.resolve();

  const killIfDue = (): void => {
    if (killed >= kills || next < (killAt[killed] ?? Number.POSITIVE_INFINITY)) return;
    killed += 1;
    back = back.then(() => server.end('SIGKILL')).then(() => server.start());
  };
  const overStream = async (event: ApprovalEvent): Promise<boolean> => {
    let timer: NodeJS.Timeout | undefined;
    const givenUp = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), GIVEN_UP_MS);
    });
    const taken = await Promise.race([hub.push(event).taken.then(() => true), givenUp]);
    clearTimeout(timer);
    if (!taken) unanswered += 1;
    return taken;
  };
  const overHttp = async (event: ApprovalEvent): Promise<boolean> => {
    for (const wait of [0, ...AGAIN_MS]) {
      await sleep(wait);
      const secrets = callbackSecrets(dingtalkAccount);
      if (
        (await postCallback(`${server.url}/dingtalk/callback`, httpBody(event), secrets, Date.now(), BUSY_MS)).accepted
      )
        return true;
    }
    return false;
  };
  const worker = async (): Promise<void> => {
    for (let message = messages[next++]; message; message = messages[next++]) {
      killIfDue();
      const { event, channel } = message;
      if (!(await (channel === 'stream' ? overStream(event) : overHttp(event)))) continue;
      acknowledged[channel] += 1;
      accepted.add(String(event.body.processInstanceId));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  await back;
  return { accepted, acknowledged, unanswered, kills: killed };
}

function shuffled<T>(list: readonly T[], random: () => number): T[] {
  const all = [...list];
  for (let i = all.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [all[i], all[j]] = [all[j] as T, all[i] as T];
  }
  return all;
}
