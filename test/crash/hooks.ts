import { AsyncLocalStorage } from 'node:async_hooks';
import { writeSync } from 'node:fs';
import http from 'node:http';
import { takeOut } from './sabotage.js';
import { prototypeOf, wrap } from './server-parts.js';

/**
 * Preloaded into a real server: node --import …/crash/hooks.js server/dist/main.js.
 * CRASH_AT=<boundary>:<n> kills the process at its n-th passage of that boundary. The server itself knows nothing of this.
 */
const [boundary, nth] = (process.env.CRASH_AT ?? '').split(':');
let passages = 0;

function passing(name: string): void {
  if (name !== boundary) return;
  passages += 1;
  if (passages < Number(nth)) return;
  writeSync(2, `crash-hook ${name}\n`);
  process.kill(process.pid, 'SIGKILL');
  // The signal may come a moment later than this line; nothing else may happen in between.
  for (;;);
}

/** Whose transaction is being run; a probe that asked nothing passes no boundary. */
interface Scope {
  name: string;
  counts: boolean;
}
const scope = new AsyncLocalStorage<Scope>();

const BY_PATH: readonly [RegExp, string][] = [
  [/DynamicFormService\.BatchSave\./i, 'save.sent'],
  [/DynamicFormService\.Submit\./i, 'submit.sent'],
  [/DynamicFormService\.Audit\./i, 'audit.sent'],
  [/\/processInstances\/comments|\/comment\/add/i, 'comment.sent'],
];

/** All bytes are with the operating system: the other side gets them, whatever happens here. */
function watchRequests(): void {
  const original = http.request;
  const watched = (...args: unknown[]): http.ClientRequest => {
    const request = Reflect.apply(original, http, args) as http.ClientRequest;
    const sent = BY_PATH.find(([path]) => path.test(request.path))?.[1];
    if (sent !== undefined && sent === boundary) request.once('finish', () => passing(sent));
    return request;
  };
  Reflect.set(http, 'request', watched);
}

async function watchServer(): Promise<void> {
  const kingdee = await prototypeOf('kingdee/k3cloud.client.js', 'K3CloudClient');
  for (const step of ['save', 'submit', 'audit'])
    wrap(kingdee, step, async (call, args) => {
      passing(`${step}.before-send`);
      const result = await call(...(args as never[]));
      passing(`${step}.answered`);
      return result;
    });
  wrap(kingdee, 'find', async (call, args) => {
    const asking = scope.getStore();
    if (asking?.name !== 'probe') return call(...(args as never[]));
    asking.counts = true;
    passing('probe.before-ask');
    const found = await call(...(args as never[]));
    passing('probe.answered');
    return found;
  });

  for (const [file, name] of [
    ['dingtalk/v1.client.js', 'V1DingTalkClient'],
    ['dingtalk/topapi.client.js', 'TopapiDingTalkClient'],
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

  wrap(await prototypeOf('push/settle-push.js', 'SettlePush'), 'answered', (call, args) => {
    const { step } = args[0] as { step: string };
    return scope.run({ name: step, counts: true }, () => call(...(args as never[])));
  });
  wrap(await prototypeOf('push/settle-in-doubt.js', 'SettleInDoubt'), 'ask', (call, args) =>
    scope.run({ name: 'probe', counts: false }, () => call(...(args as never[]))),
  );
  wrap(await prototypeOf('writeback/send-writebacks.js', 'SendWritebacks'), 'record', (call, args) =>
    scope.run({ name: 'comment', counts: true }, () => call(...(args as never[]))),
  );

  wrap(await prototypeOf('database/database.js', 'Database'), 'inTransaction', (call, args) => {
    const whose = scope.getStore();
    const work = args[0] as (tx: unknown) => Promise<unknown>;
    if (!whose) return call(work as never);
    const watched = async (tx: unknown): Promise<unknown> => {
      const done = await work(tx);
      if (whose.counts) passing(`${whose.name}.before-commit`);
      return done;
    };
    return call(watched as never);
  });
}

watchRequests();
// First what is taken out: the boundaries around it are still passed.
await takeOut(process.env.CRASH_WITHOUT ?? '', process.env.CRASH_NUMBERING ?? '');
await watchServer();
