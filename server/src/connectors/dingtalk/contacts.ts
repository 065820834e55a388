import { type MobileMark, UNMARKED } from '../../domain/mobile-mark.js';
import { listOf, recordOf, textOf } from '../../json/json-reading.js';
import { DingTalkError, type Leaving, type Standing, type WriteOutcome } from '../source.js';
import type { DingTalkHttp } from './call/dingtalk-http.js';

export interface ContactUser {
  userId: string;
  name: string;
  deptIds: readonly string[];
  jobNumber: string | null;
  /** Mark (MobileMark) of the mobile number; null if the app has no right to see it (dingtalk.md §1.3). */
  mobile: string | null;
}

/** Codes for a person who left the company or is outside the scope of the app (dingtalk.md §1.3, §7.1). */
const NOT_VISIBLE = new Set(['60121', '33012', '50002']);
/** Subset of these codes that DingTalk uses for leavers; 50002 is only about the scope of the app. */
const NO_SUCH_PERSON = new Set(['60121', '33012']);
const SCOPE_EVERY_MS = 3_600_000;
/** Id of the root department, the whole company (dingtalk.md §7.1). */
const ROOT = '1';
/** Codes for a department that is gone or outside the scope of the app. */
export const NO_SUCH_DEPARTMENT = new Set(['60003', '50004', '50002']);
/** Most levels of departments; it also ends the loop if DingTalk's answers form a cycle. */
const MOST_LEVELS = 12;
/** Codes for a login code that is unknown, used or older than five minutes (dingtalk.md §7.2). */
const SPENT_CODE = new Set(['40078', '40080', '41007']);

/** People, login and work notices; these APIs exist on the old host only, for apps of either family (dingtalk.md §6.2, §7). */
export class DingTalkContacts {
  private scopeLookedAt = 0;

  constructor(
    private readonly http: DingTalkHttp,
    private readonly agentId: string,
    private readonly mobileMark: MobileMark = UNMARKED,
  ) {}

  async getUser(userId: string): Promise<ContactUser | null> {
    try {
      const body = { userid: userId, language: 'zh_CN' };
      const user = recordOf((await this.post('/topapi/v2/user/get', body)).body.result);
      return {
        userId: textOf(user.userid) || userId,
        name: textOf(user.name),
        deptIds: listOf(user.dept_id_list).map(textOf),
        jobNumber: textOf(user.job_number) || null,
        mobile: this.mobileMark(textOf(user.mobile)) || null,
      };
    } catch (error) {
      if (error instanceof DingTalkError && NOT_VISIBLE.has(error.code)) return null;
      throw error;
    }
  }

  async unionId(userId: string): Promise<string | null> {
    const body = { userid: userId, language: 'zh_CN' };
    try {
      // No retries, and no effect on the health of the connection: the caller waits longer before each further try.
      const answer = await this.http.look({
        family: 'topapi',
        method: 'POST',
        path: '/topapi/v2/user/get',
        body,
        purpose: 'login',
      });
      return textOf(recordOf(answer.body.result).unionid) || null;
    } catch (error) {
      if (error instanceof DingTalkError && NOT_VISIBLE.has(error.code)) return null;
      throw error;
    }
  }

  async standing(userId: string): Promise<Standing> {
    try {
      const { body } = await this.post('/topapi/v2/user/get', { userid: userId, language: 'zh_CN' });
      return { is: 'here', name: textOf(recordOf(body.result).name) };
    } catch (error) {
      if (error instanceof DingTalkError && NO_SUCH_PERSON.has(error.code)) return { is: 'left', name: '' };
      if (error instanceof DingTalkError && NOT_VISIBLE.has(error.code)) return { is: 'unknown', name: '' };
      throw error;
    }
  }

  async redeemLoginCode(code: string): Promise<{ userId: string; name: string; isAdmin: boolean }> {
    try {
      const user = recordOf((await this.post('/topapi/v2/user/getuserinfo', { code })).body.result);
      return { userId: textOf(user.userid), name: textOf(user.name), isAdmin: textOf(user.sys) === 'true' };
    } catch (error) {
      if (error instanceof DingTalkError && SPENT_CODE.has(error.code))
        throw new DingTalkError('parameter', '登录凭证已用过或已过期，请重新打开应用。', error.code);
      throw error;
    }
  }

  /** See DingTalkClient. */
  async lookAtScope(asked: boolean): Promise<void> {
    const now = Date.now();
    if (!asked && Math.abs(now - this.scopeLookedAt) < SCOPE_EVERY_MS) return;
    this.scopeLookedAt = now;
    const body = await this.http.glance({ family: 'topapi', method: 'GET', path: '/auth/scopes', purpose: 'login' });
    const scopes = recordOf(body?.auth_org_scopes);
    if (body === null || scopes.authed_dept === undefined) return;
    this.http.seesAll(listOf(scopes.authed_dept).map(textOf).includes(ROOT));
  }

  /** See DingTalkClient. */
  async departmentPath(id: string): Promise<string> {
    const names: string[] = [];
    try {
      for (let at = id; at !== '' && names.length < MOST_LEVELS; ) {
        const { body } = await this.post('/topapi/v2/department/get', { dept_id: Number(at), language: 'zh_CN' });
        const found = recordOf(body.result);
        const name = textOf(found.name).trim();
        if (name === '') return '';
        names.unshift(name);
        at = at === ROOT ? '' : textOf(found.parent_id);
      }
    } catch (error) {
      if (error instanceof DingTalkError && NO_SUCH_DEPARTMENT.has(error.code)) return '';
      throw error;
    }
    return (names.length > 1 ? names.slice(1) : names).join('-');
  }

  notify(notice: { userId: string; title: string; text: string }, leaving?: Leaving): Promise<WriteOutcome> {
    return this.http.write({
      family: 'topapi',
      method: 'POST',
      path: '/topapi/message/corpconversation/asyncsend_v2',
      body: {
        agent_id: this.agentId,
        userid_list: notice.userId,
        msg: { msgtype: 'markdown', markdown: { title: notice.title, text: notice.text } },
      },
      purpose: 'notice',
      leaving,
    });
  }

  private post(path: string, body: Record<string, unknown>) {
    return this.http.read({ family: 'topapi', method: 'POST', path, body, purpose: 'login' });
  }
}
