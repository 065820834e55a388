import { askedBefore } from '@dingdee/shared/request';
import * as z from 'zod/mini';
import { ApiProblem } from './api-problem.js';
import { askedAbout } from './lost-answer.js';
import { ask } from './network.js';
import { readAnswer } from './outside-text.js';

/** Waits between the lookups of a write whose answer was lost, in ms. */
const WAITS = [500, 2_000, 5_000, 8_000];
/** Waits without a network. They are short, because the answer would not arrive either. */
const OFFLINE_WAITS = WAITS.slice(0, 2);
const TIMEOUT_MS = 10_000;

/**
 * @returns the server's record of the write with this key; null if the server has not seen it or does not answer: the write may still be on its way
 */
export async function whatBecameOf(key: string, { code }: Pick<ApiProblem, 'code'>): Promise<ApiProblem | null> {
  askedAbout(1, false);
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
    askedAbout(-1, found?.code === 'client/saved');
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

/** Describes the result of a write that was found after its answer was lost. @param code of a refusal */
const asWasFound = (state: 'done' | 'refused' | 'broken', code: string | null): ApiProblem => {
  const [local, title, detail] = {
    done: ['client/saved', '已经保存', '回答没有收到，核对过：已经保存，不用再做。'],
    refused: [
      'client/refused',
      '没有做成',
      `回答没有收到，核对过：没有做成${code ? `（${code}）` : ''}。看一眼现在的样子，再做一次。`,
    ],
    broken: [
      'client/broken',
      '做到一半断了',
      '回答没有收到，核对过：做到一半断了。先看现在的样子，还没做好的，重新做一次。',
    ],
  }[state];
  return new ApiProblem(local ?? '', title ?? '', detail ?? '', 0);
};
