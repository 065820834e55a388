import { AsyncLocalStorage } from 'node:async_hooks';
import http from 'node:http';
import { prototypeOf, wrap } from './server-parts.js';

type Passing = (boundary: string) => void;

/** Marks of the writes in the running transaction. */
const transaction = new AsyncLocalStorage<Set<string>>();
/** Set during a question to Kingdee about a bill in doubt; other questions are no boundary. */
const probing = new AsyncLocalStorage<true>();

const BY_PATH: readonly [RegExp, string][] = [
  [/DynamicFormService\.BatchSave\./i, 'save.sent'],
  [/DynamicFormService\.Submit\./i, 'submit.sent'],
  [/DynamicFormService\.Audit\./i, 'audit.sent'],
  [/DynamicFormService\.CancelAssign\./i, 'unsubmit.sent'],
  [/DynamicFormService\.UnAudit\./i, 'unaudit.sent'],
  [/DynamicFormService\.Delete\./i, 'delete.sent'],
  [/\/processInstances\/comments|\/comment\/add/i, 'comment.sent'],
];

/**
 * Reports each boundary that the server's modules pass, by its name in boundaries.ts. The server itself has no code for this.
 * @param passing called where the server may be killed: what it returns to is not reached by a killed server.
 */
export async function watchBoundaries(passing: Passing): Promise<void> {
  watchRequests(passing);
  await watchServer(passing);
}

/** Watches requests until all bytes are with the operating system: the other side then gets them, whatever happens here. */
function watchRequests(passing: Passing): void {
  const original = http.request;
  const watched = (...args: unknown[]): http.ClientRequest => {
    const request = Reflect.apply(original, http, args) as http.ClientRequest;
    const sent = BY_PATH.find(([path]) => path.test(request.path))?.[1];
    if (sent !== undefined) request.once('finish', () => passing(sent));
    return request;
  };
  Reflect.set(http, 'request', watched);
}

/** Methods of the client and their steps. */
const CALLS_OF_KINGDEE = {
  save: 'save',
  submit: 'submit',
  audit: 'audit',
  unsubmit: 'unsubmit',
  unaudit: 'unaudit',
  remove: 'delete',
};

async function watchServer(passing: Passing): Promise<void> {
  const kingdee = await prototypeOf('connectors/kingdee/k3cloud.client.js', 'K3CloudClient');
  for (const [method, step] of Object.entries(CALLS_OF_KINGDEE))
    wrap(kingdee, method, async (call, args) => {
      passing(`${step}.before-send`);
      const result = await call(...(args as never[]));
      passing(`${step}.answered`);
      return result;
    });
  wrap(kingdee, 'find', async (call, args) => {
    if (!probing.getStore()) return call(...(args as never[]));
    passing('probe.before-ask');
    const found = await call(...(args as never[]));
    passing('probe.answered');
    return found;
  });

  for (const [file, name] of [
    ['connectors/dingtalk/v1.client.js', 'V1DingTalkClient'],
    ['connectors/dingtalk/topapi.client.js', 'TopapiDingTalkClient'],
  ] as const)
    wrap(await prototypeOf(file, name), 'comment', async (call, args) => {
      passing('comment.before-send');
      const outcome = await call(...(args as never[]));
      passing('comment.answered');
      return outcome;
    });
  wrap(await prototypeOf('writeback/find-comment.js', 'FindComment'), 'exists', async (call, args) => {
    passing('look.before-ask');
    const there = await call(...(args as never[]));
    passing('look.answered');
    return there;
  });

  wrap(await prototypeOf('push/doubt/settle-in-doubt.js', 'SettleInDoubt'), 'ask', (call, args) =>
    probing.run(true, () => call(...(args as never[]))),
  );

  await watchCommits(passing);
}

/** Makes a transaction pass the boundary of everything written in it, after its work and before COMMIT. */
async function watchCommits(passing: Passing): Promise<void> {
  const marked = async (file: string, name: string, method: string, mark: (args: readonly unknown[]) => string) =>
    wrap(await prototypeOf(file, name), method, (call, args) => {
      transaction.getStore()?.add(mark(args));
      return call(...(args as never[]));
    });
  await marked('push/call/push-calls.js', 'PushCalls', 'settle', ([, call]) => (call as { step: string }).step);
  await marked('push/doubt/settle-in-doubt.js', 'SettleInDoubt', 'settleAnswers', () => 'probe');
  await marked(
    'push/call/push-calls.js',
    'PushCalls',
    'intend',
    ([, call]) => `${(call as { step: string }).step}-intent`,
  );
  await marked('push/withdraw/finish-withdrawal.js', 'FinishWithdrawal', 'run', () => 'withdrawn');
  await marked('outbox/outbox.js', 'Outbox', 'record', () => 'comment');
  wrap(await prototypeOf('database/database.js', 'Database'), 'inTransaction', (call, args) => {
    const work = args[0] as (tx: unknown) => Promise<unknown>;
    if (transaction.getStore()) return call(work as never);
    const watched = async (tx: unknown): Promise<unknown> => {
      const marks = new Set<string>();
      const done = await transaction.run(marks, () => work(tx));
      for (const mark of marks) passing(`${mark}.before-commit`);
      return done;
    };
    return call(watched as never);
  });
}
