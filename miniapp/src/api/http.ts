import * as z from 'zod/mini';
import { ApiProblem, refused, unreadable } from './api-problem.js';
import { takeRead } from './early-answers.js';
import { newKey } from './lost-answer.js';
import { ask } from './network.js';
import { readAnswer, toServer } from './outside-text.js';
import type { Answered, Call, Operation, Params, Sent } from './route-call.js';

const READ_TIMEOUT_MS = 10_000;
const WRITE_TIMEOUT_MS = 60_000;
/** Longer than the server waits for a place, for DingTalk and for a whole file together. */
const FILE_TIMEOUT_MS = 120_000;

/** Logs in again with a fresh DingTalk code; false if that is not possible. The session sets it once. */
let relogin: (() => Promise<boolean>) | null = null;
let running: Promise<boolean> | null = null;

export function onSessionLost(handler: () => Promise<boolean>): void {
  relogin = handler;
}

/** Number of repeated log-ins on this page. */
let logins = 0;

/**
 * Logs in again. All requests that find the session expired share one log-in, including requests that learn of it after the log-in.
 * @param before `logins` when the request was sent
 */
function loginAgain(before: number): Promise<boolean> {
  if (!relogin) return Promise.resolve(false);
  if (logins > before) return Promise.resolve(true);
  running ??= relogin()
    .then((done) => {
      if (done) logins += 1;
      return done;
    })
    .finally(() => {
      running = null;
    });
  return running;
}

/** Listeners that are called for every refusal because nothing can be stored. The part that shows the notice adds itself. */
const storageListeners = new Set<() => void>();

/** @returns a function that removes the listener */
export function onNothingStored(listener: () => void): () => void {
  storageListeners.add(listener);
  return () => storageListeners.delete(listener);
}

/** Returns the address of a route for these path values. */
export const addressOf = <Op extends Operation>(operation: Op, params: Params<Op>): string =>
  operation
    .slice(operation.indexOf(' ') + 1)
    .replace(/:(\w+)/g, (_, name: string) =>
      encodeURIComponent((params as Record<string, string | number>)[name] ?? ''),
    );

/**
 * Calls the API by the name of a route and parses the answer with the contract's schema. A 401 logs in again silently, once.
 * @throws ApiProblem for every refusal, timeout, lost network or unreadable answer
 */
export async function call<Op extends Operation>(operation: Op, request: Call<Op>): Promise<Answered<Op>> {
  const { params, keepSession, ...rest } = request as Call<Op> & { params?: Params<Op> };
  const sent = {
    ...rest,
    method: operation.slice(0, operation.indexOf(' ')),
    url: addressOf(operation, params ?? ({} as Params<Op>)),
  } as Sent;
  if (sent.method === 'GET' || sent.key !== undefined) return tried<Op>(operation, sent, keepSession);
  const key = newKey();
  // The module is loaded while the network works, because it is needed after the network is lost. A log-in is only repeated, so it does not need it.
  const asking = keepSession === false ? null : import('./what-became-of.js').catch(() => null);
  try {
    return await tried<Op>(operation, { ...sent, key }, keepSession);
  } catch (problem) {
    if (!(problem instanceof ApiProblem) || !problem.unknown || sent.signal?.aborted) throw problem;
    throw (await (await asking)?.whatBecameOf(key, problem)) ?? problem;
  }
}

async function tried<Op extends Operation>(
  operation: Op,
  sent: Sent,
  keepSession: boolean | undefined,
): Promise<Answered<Op>> {
  const before = logins;
  try {
    return (await send(sent)) as Answered<Op>;
  } catch (problem) {
    if (problem instanceof ApiProblem && problem.nothingStored && operation !== 'GET /api/status')
      for (const listener of storageListeners) listener();
    const lost = problem instanceof ApiProblem && problem.status === 401 && keepSession !== false;
    if (!lost || !(await loginAgain(before))) throw problem;
  }
  return (await send(sent)) as Answered<Op>;
}

/** Returns the bytes of an address of our server, with their content type. A 401 logs in again silently, once. @throws ApiProblem */
export async function callBytes(url: string, signal: AbortSignal): Promise<Blob> {
  const read = async (): Promise<Blob> => {
    // A refusal is text even if bytes were requested.
    const asked = { method: 'GET', url, signal, timeoutMs: FILE_TIMEOUT_MS };
    const { status, body } = await ask<Blob | string>(asked, (response) =>
      response.ok ? response.blob() : response.text(),
    );
    if (body instanceof Blob) return body;
    throw refused(status, readAnswer(body), false);
  };
  const before = logins;
  try {
    return await read();
  } catch (problem) {
    if (!(problem instanceof ApiProblem) || problem.status !== 401 || !(await loginAgain(before))) throw problem;
  }
  return read();
}

/** Returns the address with its query; undefined values are left out. */
export function withQuery(url: string, query: Sent['query']): string {
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries(toServer(query ?? {})))
    if (value !== undefined) words.append(name, String(value));
  const text = words.toString();
  return text === '' ? url : `${url}?${text}`;
}

async function send({ method, url, query, body, answer, key, signal }: Sent): Promise<unknown> {
  const address = withQuery(url, query);
  const kept = method === 'GET' ? takeRead(address) : undefined;
  if (kept !== undefined) return kept;
  const sent = await ask(
    {
      method,
      url: address,
      // If there is no body, an empty object is sent, because the server wants application/json.
      ...(method === 'GET'
        ? {}
        : { body: JSON.stringify(toServer(body ?? {})), ...(key === undefined ? {} : { key }) }),
      timeoutMs: method === 'GET' ? READ_TIMEOUT_MS : WRITE_TIMEOUT_MS,
      signal,
    },
    (response) => response.text(),
  );
  // Refusals pass through it too, because their sentences quote texts from outside.
  const data = readAnswer(sent.body);
  if (!sent.ok) throw refused(sent.status, data, method !== 'GET');
  if (!answer) return null;
  const parsed = z.safeParse(answer, data);
  if (parsed.success) return parsed.data;
  throw unreadable(url);
}
