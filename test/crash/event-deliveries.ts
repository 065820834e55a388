import { dingtalkAccount } from '../sandbox/dingtalk/account.js';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import { callbackSecrets, httpBody, postCallback } from '../sandbox/dingtalk/callback.js';
import { type ApprovalEvent, instanceEvent } from '../sandbox/dingtalk/events.js';
import type { Sandbox } from '../sandbox/start.js';
import type { KillableServer } from './killable-server.js';

/** One message about one approval that ended. */
export interface Message {
  event: ApprovalEvent;
  channel: 'stream' | 'http';
}

/** What became of all messages. */
export interface Delivered {
  /** Instance ids of which at least one message was acknowledged. */
  accepted: ReadonlySet<string>;
  /** Acknowledged messages by channel. */
  acknowledged: Record<Message['channel'], number>;
  /** Messages of the stream that nobody acknowledged, however long it was waited. */
  unanswered: number;
  kills: number;
}

const SHARES = { dropped: 0.05, twice: 0.2, bothChannels: 0.05 };
/** So many are under way at once: DingTalk waits for no acknowledgement before it sends the next. */
const AT_ONCE = 32;
/** DingTalk waits 10 and 30 seconds; a fifth of it, which a restart fits into on most machines. */
const AGAIN_MS = [2_000, 6_000];
/** Until an event of the stream that got no answer is sent again: a fifth of what it is in the field or less. */
const STREAM_AGAIN_MS = 2_000;
/** An answer that a busy machine gives late is one. */
const BUSY_MS = 15_000;
/** Longer than any restart of a busy machine. */
const GIVEN_UP_MS = 300_000;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** By Stream, a fifth of them twice, one in twenty over HTTP besides and one in twenty not at all; in any order. */
export function messagesOf(approvals: readonly SandboxApproval[], random: () => number): Message[] {
  return shuffled(
    approvals.flatMap((approval): Message[] => {
      const told = () => instanceEvent(approval, 'finish', Date.now());
      const event = told();
      if (random() < SHARES.dropped) return [];
      const all: Message[] = [{ event, channel: 'stream' }];
      if (random() < SHARES.twice) all.push({ event, channel: 'stream' });
      // Nobody has shown whether both channels give an event the same id: of half of these they do.
      if (random() < SHARES.bothChannels) all.push({ event: random() < 0.5 ? event : told(), channel: 'http' });
      return all;
    }),
    random,
  );
}

/** Delivers everything, and again what was not acknowledged, while the server is killed at even distances. */
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
