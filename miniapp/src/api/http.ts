import axios, { type AxiosRequestConfig } from 'axios';
import * as z from 'zod/mini';
import { ApiProblem, asApiProblem, unreadable } from './api-problem.js';
import { readAnswer, toServer } from './outside-text.js';

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

export interface Call<S extends z.ZodMiniType> {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  params?: Readonly<Record<string, string | number | undefined>>;
  /** Body of a write; `{}` is sent where there is none, because the server wants application/json. */
  body?: unknown;
  answer: S;
  signal?: AbortSignal;
  /** false: a 401 is an answer and not a lost session (login itself). */
  keepSession?: boolean;
}

/**
 * One call of the API; the answer is parsed with the contract's schema. A 401 logs in again silently, once.
 * @throws ApiProblem for every refusal, timeout, lost network or unreadable answer
 */
export async function call<S extends z.ZodMiniType>(request: Call<S>): Promise<z.output<S>> {
  try {
    return await send(request);
  } catch (error) {
    const problem = asApiProblem(error);
    if (problem instanceof ApiProblem && problem.nothingStored && request.url !== '/api/status')
      for (const listener of storageListeners) listener();
    const lost = problem instanceof ApiProblem && problem.status === 401 && request.keepSession !== false;
    if (!lost || !(await loginAgain())) throw problem;
  }
  try {
    return await send(request);
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

async function send<S extends z.ZodMiniType>(request: Call<S>): Promise<z.output<S>> {
  const method = request.method ?? 'GET';
  const config: AxiosRequestConfig = {
    method,
    url: request.url,
    params: request.params && toServer(request.params),
    signal: request.signal,
    timeout: method === 'GET' ? READ_TIMEOUT_MS : WRITE_TIMEOUT_MS,
  };
  if (method !== 'GET') {
    config.data = toServer(request.body ?? {});
    config.headers = { 'Content-Type': 'application/json' };
  }
  const { data } = await client.request<unknown>(config);
  const parsed = z.safeParse(request.answer, data);
  if (parsed.success) return parsed.data;
  throw unreadable(request.url);
}

/** For answers without a body (204). */
export const nothing = z.unknown();
