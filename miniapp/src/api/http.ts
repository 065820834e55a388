import axios, { type AxiosRequestConfig } from 'axios';
import * as z from 'zod/mini';
import { ApiProblem, asApiProblem, unreadable } from './api-problem.js';
import { readAnswer, toServer } from './outside-text.js';
import type { Answered, Call, Operation, Params, Sent } from './route-call.js';

const READ_TIMEOUT_MS = 10_000;
const WRITE_TIMEOUT_MS = 60_000;
/** Longer than the server waits for a place, for DingTalk, and for all of a file. */
const FILE_TIMEOUT_MS = 120_000;

const client = axios.create({
  withCredentials: true,
  headers: { Accept: 'application/json' },
  // Refusals come through it too: their sentences cite texts from outside.
  transformResponse: [readAnswer],
});

/** Logs in again with a fresh DingTalk code; false when that is not possible. Set once by the session. */
let relogin: (() => Promise<boolean>) | null = null;
let running: Promise<boolean> | null = null;

export function onSessionLost(handler: () => Promise<boolean>): void {
  relogin = handler;
}

/** All requests that find the session gone share one new login. */
function loginAgain(): Promise<boolean> {
  if (!relogin) return Promise.resolve(false);
  running ??= relogin().finally(() => {
    running = null;
  });
  return running;
}

/** Told of every refusal because nothing can be stored. Set by whoever shows it. */
const storageListeners = new Set<() => void>();

/** @returns stops it. */
export function onNothingStored(listener: () => void): () => void {
  storageListeners.add(listener);
  return () => storageListeners.delete(listener);
}

/** Where a route lies for these values of its path. */
export const addressOf = <Op extends Operation>(operation: Op, params: Params<Op>): string =>
  operation
    .slice(operation.indexOf(' ') + 1)
    .replace(/:(\w+)/g, (_, name: string) =>
      encodeURIComponent((params as Record<string, string | number>)[name] ?? ''),
    );

/**
 * One call of the API, by the name of its route; the answer is parsed with the contract's schema. A 401 logs in again silently, once.
 * @throws ApiProblem for every refusal, timeout, lost network or unreadable answer
 */
export async function call<Op extends Operation>(operation: Op, request: Call<Op>): Promise<Answered<Op>> {
  const { params, keepSession, ...rest } = request as Call<Op> & { params?: Params<Op> };
  const sent = {
    ...rest,
    method: operation.slice(0, operation.indexOf(' ')),
    url: addressOf(operation, params ?? ({} as Params<Op>)),
  } as Sent;
  try {
    return (await send(sent)) as Answered<Op>;
  } catch (error) {
    const problem = asApiProblem(error);
    if (problem instanceof ApiProblem && problem.nothingStored && operation !== 'GET /api/status')
      for (const listener of storageListeners) listener();
    const lost = problem instanceof ApiProblem && problem.status === 401 && keepSession !== false;
    if (!lost || !(await loginAgain())) throw problem;
  }
  try {
    return (await send(sent)) as Answered<Op>;
  } catch (error) {
    throw asApiProblem(error);
  }
}

/** The bytes behind an address of ours, with their content type. A 401 logs in again silently, once. @throws ApiProblem */
export async function callBytes(url: string, signal: AbortSignal): Promise<Blob> {
  const read = async (): Promise<Blob> => {
    try {
      return (await client.request<Blob>({ url, signal, timeout: FILE_TIMEOUT_MS, responseType: 'blob' })).data;
    } catch (error) {
      throw asApiProblem(await readable(error));
    }
  };
  try {
    return await read();
  } catch (problem) {
    if (!(problem instanceof ApiProblem) || problem.status !== 401 || !(await loginAgain())) throw problem;
  }
  return read();
}

/** Where bytes were asked for a refusal comes as bytes too. */
async function readable(error: unknown): Promise<unknown> {
  if (!axios.isAxiosError(error) || !(error.response?.data instanceof Blob)) return error;
  const text = await new Response(error.response.data).text();
  try {
    error.response.data = JSON.parse(text);
  } catch {
    error.response.data = text;
  }
  return error;
}

async function send({ method, url, query, body, answer, signal }: Sent): Promise<unknown> {
  const config: AxiosRequestConfig = {
    method,
    url,
    params: query && toServer(query),
    signal,
    timeout: method === 'GET' ? READ_TIMEOUT_MS : WRITE_TIMEOUT_MS,
  };
  if (method !== 'GET') {
    // Where nothing is sent an empty object is: the server wants application/json.
    config.data = toServer(body ?? {});
    config.headers = { 'Content-Type': 'application/json' };
  }
  const { data } = await client.request<unknown>(config);
  if (!answer) return null;
  const parsed = z.safeParse(answer, data);
  if (parsed.success) return parsed.data;
  throw unreadable(url);
}
