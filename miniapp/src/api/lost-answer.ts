import { askedBefore } from '@dingdee/shared/request';
import * as z from 'zod/mini';
import { type ApiProblem, asWasFound } from './api-problem.js';
import { ask } from './network.js';
import { readAnswer } from './outside-text.js';

/** A write whose answer was lost is asked about so long after each other, ms. */
const WAITS = [500, 2_000, 5_000, 8_000];
/** Without a network nobody waits for long: the answer would not come either. */
const OFFLINE_WAITS = WAITS.slice(0, 2);
const TIMEOUT_MS = 10_000;

/** 128 random bits; `crypto.randomUUID` is younger than the oldest clients. */
export const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Told while answers are asked about that were lost: how many, and whether one of them was found to be saved. */
export type LostAnswers = (lost: { checking: number; saved: boolean }) => void;
const listeners = new Set<LostAnswers>();
let checking = 0;
const tell = (saved: boolean): void => {
  for (const listener of listeners) listener({ checking, saved });
};

/** @returns stops it. */
export function onLostAnswer(listener: LostAnswers): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** @returns what the server knows of the write with this key; null where it has not seen it, or does not answer: it may still be on its way. */
export async function whatBecameOf(key: string, { code }: Pick<ApiProblem, 'code'>): Promise<ApiProblem | null> {
  checking += 1;
  tell(false);
  let found: ApiProblem | null = null;
  try {
    for (const wait of code === 'client/offline' ? OFFLINE_WAITS : WAITS) {
      await new Promise((resolve) => setTimeout(resolve, wait));
      const state = await stateOf(key);
      if (state === null || state.state === 'absent' || state.state === 'running') continue;
      found = asWasFound(state.state, state.code);
      return found;
    }
    return null;
  } finally {
    checking -= 1;
    tell(found?.code === 'client/saved');
  }
}

async function stateOf(key: string): Promise<z.infer<typeof askedBefore> | null> {
  try {
    const { ok, body } = await ask({ method: 'GET', url: `/api/requests/${key}`, timeoutMs: TIMEOUT_MS }, (response) =>
      response.text(),
    );
    return ok ? (z.safeParse(askedBefore, readAnswer(body)).data ?? null) : null;
  } catch {
    return null;
  }
}
