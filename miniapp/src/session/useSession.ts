import type { Me, Role } from '@dingdee/shared/session';
import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { forgetEarly } from '../api/early-answers.js';
import { onSessionLost } from '../api/http.js';
import { sessionApi } from '../api/session-api.js';
import { detectPlatform } from '../dingtalk/environment.js';
import { forgetOthers } from '../ui/device-store.js';
import { corpOf, type EarlyCode, takeEarlyCode } from './early.js';
import { left, unsentOf } from './left.js';
import { isAllowed, type Permission } from './permissions.js';
import { sessionWords } from './words.js';

/** starting → in | outside (not in DingTalk and no session) | failed (DingTalk or the server refused the log-in) | left (logged out). */
export type SessionPhase = 'starting' | 'in' | 'outside' | 'failed' | 'left';

/** Holds the person of this session. Logs in by DingTalk's auth code only; an expired session logs in again silently with a fresh code. */
export const useSession = defineStore('session', () => {
  const phase = ref<SessionPhase>('starting');
  const me = ref<Me | null>(null);
  const problem = ref<ApiProblem | null>(null);

  const roles = computed<readonly Role[]>(() => me.value?.roles ?? []);
  const can = (role: Role): boolean => roles.value.includes(role);
  const allows = (permission: Permission): boolean => isAllowed(roles.value, permission);

  function enter(person: Me): void {
    forgetOthers(person.userId);
    // A silent log-in returned another person: the page must not keep any data of the former person.
    if (me.value && me.value.userId !== person.userId) location.reload();
    me.value = person;
    phase.value = 'in';
    problem.value = null;
  }

  function fail(error: unknown): void {
    phase.value = 'failed';
    problem.value = loginProblem(error);
  }

  /**
   * Starts the session. The cookie of an earlier visit is enough; without it the container is asked for a code.
   * @param quietly keeps the screen until there is an answer
   */
  async function start({ quietly = false } = {}): Promise<void> {
    if (left.read()) {
      forgetEarly();
      void takeEarlyCode();
      phase.value = 'left';
      return;
    }
    if (!quietly) phase.value = 'starting';
    try {
      enter(await sessionApi.me());
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      if (error.status === 401) await login();
      else fail(error);
    }
  }

  async function login(): Promise<void> {
    if (detectPlatform() === 'notInDingTalk') {
      phase.value = 'outside';
      return;
    }
    try {
      const person = await loginByCode();
      if (person) enter(person);
      else phase.value = 'left';
    } catch (error) {
      fail(error);
    }
  }

  /**
   * Ends the session here and on the server, and deletes this person's data from the device.
   * @throws ApiProblem if it fails: the person is then still logged in
   */
  async function logOut(): Promise<void> {
    // Set before the request: another window that finds the session gone too early would start a new one.
    left.write(true);
    try {
      await sessionApi.logout();
    } catch (error) {
      left.write(false);
      throw error;
    }
    forgetOthers(null);
    phase.value = 'left';
    // The page is reloaded, which drops its content: lists, photos, typed text.
    if (left.read()) location.replace('/');
  }
  function comeBack(): Promise<void> {
    left.write(false);
    return start();
  }

  onSessionLost(async () => {
    // The person logged out in another window, or in this one just now.
    if (left.read()) {
      phase.value = 'left';
      return false;
    }
    try {
      if (detectPlatform() === 'notInDingTalk') throw new Error('outside DingTalk');
      const person = await loginByCode();
      // The new session may belong to another person.
      if (person?.userId !== me.value?.userId) forgetEarly();
      if (!person) phase.value = 'left';
      else enter(person);
      return person !== null;
    } catch (error) {
      // The page stays as it is: typed text and selections must survive. App shows the problem above it.
      problem.value = loginProblem(error);
      return false;
    }
  });

  return {
    phase,
    me,
    problem,
    roles,
    can,
    allows,
    start,
    logOut,
    comeBack,
    unsent: () => unsentOf(me.value?.userId ?? ''),
  };
});

function loginProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  const { title, detail } = sessionWords.noCode;
  return new ApiProblem('client/no-auth-code', title, detail, 0);
}

/** @returns null if the person logged out on this device while the code was requested */
async function loginByCode(): Promise<Me | null> {
  const { corpId, code, client } = (await takeEarlyCode()) ?? (await askForCode());
  if (left.read()) return null;
  if (code !== null) return sessionApi.login({ corpId, authCode: code, client });
  // Reported, because such a client never reaches a log-in and would stay unknown.
  sessionApi.noCode(client).catch(() => undefined);
  throw new Error('no login code from DingTalk');
}

async function askForCode(): Promise<EarlyCode> {
  const since = performance.now();
  const [config, { requestAuthCode }] = await Promise.all([sessionApi.config(), import('../dingtalk/auth-code.js')]);
  const corpId = corpOf(config);
  return { corpId, ...(await requestAuthCode(corpId, config.clientId, since)) };
}
