import { Agent, get } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';
import type { SandboxLine } from '../bench/processes.js';
import { SandboxControl } from './sandbox-control.js';

/** People who only listen, each with four log-ins and eight pages: as many streams as the server allows. */
export const PEOPLE = 32;
const LOG_INS = 4;
const MOST_OF_SESSION = 8;
/** Total number of streams: 1,024. */
export const STREAMS = PEOPLE * LOG_INS * MOST_OF_SESSION;

export interface Streams {
  open: number;
  /** Answers to the other requests. */
  refused: string[];
}

interface Given {
  line: SandboxLine;
  url: string;
  people: readonly string[];
}

/** Logs in and keeps the pages open until the thread ends; reports the number of streams once. */
async function listenAll({ line, url, people }: Given): Promise<void> {
  const control = new SandboxControl(line);
  const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
  const answers: (number | undefined)[] = [];
  for (const [nth, userid] of people.entries())
    for (let login = 0; login < LOG_INS; login++) {
      const cookie = await logIn(line, url, await control.issueCode(userid), `192.0.2.${nth + 1}`);
      const pages = Array.from({ length: MOST_OF_SESSION }, () => listen(agent, url, cookie));
      answers.push(...(await Promise.all(pages)));
    }
  const refused = answers.filter((status) => status !== 200);
  const told = [...new Set(refused)].map((status) => `${refused.filter((each) => each === status).length} × ${status}`);
  parentPort?.postMessage({ open: answers.length - refused.length, refused: told } satisfies Streams);
}

/** Logs in from a separate address for each person: one address may log in at most a hundred times a minute. */
async function logIn(line: SandboxLine, url: string, authCode: string, address: string): Promise<string> {
  const answer = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url, 'x-forwarded-for': address },
    body: JSON.stringify({ corpId: line.dingtalk.corpId, authCode }),
  });
  if (!answer.ok) throw new Error(`a listener's log-in answered ${answer.status}: ${await answer.text()}`);
  await answer.text();
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

/** Opens a stream. @returns the status of the answer: 200 if the server accepts this page too. */
const listen = (agent: Agent, url: string, cookie: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    get(`${url}/api/events`, { agent, headers: { cookie } }, (answer) => {
      answer.resume();
      answer.on('error', () => undefined);
      resolve(answer.statusCode);
    }).on('error', reject);
  });

if (parentPort) await listenAll(workerData as Given);
