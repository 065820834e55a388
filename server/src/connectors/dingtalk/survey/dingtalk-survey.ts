import { listOf, recordOf, textOf } from '../../../json/json-reading.js';
import { type ApiFamily, DingTalkError, type DingTalkErrorClass } from '../../source.js';
import { SourceSurvey } from '../../survey.js';
import type { DingTalkHttp } from '../call/dingtalk-http.js';
import { askCardRight } from '../cards.js';
import { NO_SUCH_DEPARTMENT } from '../contacts.js';
import { DingTalkTodos } from '../todos.js';

/** Id of the root department, the whole company (dingtalk.md §7.1). */
const ROOT = '1';
/** Id that no approval has. */
const NO_APPROVAL = '00000000-0000-0000-0000-00000000dd00';
const TEXT = '钉蝶体检';
/** Refusals of a token that are about the app and its secret; others say nothing about them. */
const ABOUT_SECRET: ReadonlySet<DingTalkErrorClass> = new Set(['token', 'configuration', 'permission']);

/** Asks the questions of the check-up, without retries of transient failures; they do not change the health of the connection. */
export class DingTalkSurvey extends SourceSurvey {
  constructor(
    private readonly http: DingTalkHttp,
    private readonly family: ApiFamily,
  ) {
    super();
  }

  logIn(): Promise<void> {
    return this.http.logIn(this.families);
  }

  async logInWith(secret: string): Promise<string | null> {
    try {
      await this.http.withSecret(secret).logIn(this.families);
      return null;
    } catch (error) {
      if (error instanceof DingTalkError && ABOUT_SECRET.has(error.errorClass)) return error.sentence;
      throw error;
    }
  }

  private get families(): readonly ApiFamily[] {
    return this.family === 'v1' ? ['v1', 'topapi'] : ['topapi'];
  }

  async contactScope(): Promise<{ all: boolean; departments: number; people: number }> {
    const answer = await this.http.ask({ family: 'topapi', method: 'GET', path: '/auth/scopes', purpose: 'login' });
    if (answer instanceof DingTalkError) throw answer;
    const scopes = recordOf(answer.auth_org_scopes);
    const departments = listOf(scopes.authed_dept).map(textOf);
    return {
      all: departments.includes(ROOT),
      departments: departments.length,
      people: listOf(scopes.authed_user).length,
    };
  }

  async topDepartment(): Promise<string | null> {
    const answer = await this.http.ask({
      family: 'topapi',
      method: 'POST',
      path: '/topapi/v2/department/get',
      body: { dept_id: Number(ROOT), language: 'zh_CN' },
      purpose: 'login',
    });
    if (!(answer instanceof DingTalkError)) return textOf(recordOf(answer.result).name);
    if (NO_SUCH_DEPARTMENT.has(answer.code)) return null;
    throw answer;
  }

  cardRight(): Promise<void> {
    return askCardRight(this.http);
  }

  async commentRight(userId: string): Promise<DingTalkError | null> {
    const answer = await this.http.ask(
      this.family === 'v1'
        ? {
            family: 'v1',
            method: 'POST',
            path: '/v1.0/workflow/processInstances/comments',
            body: { processInstanceId: NO_APPROVAL, text: TEXT, commentUserId: userId },
            purpose: 'comment',
          }
        : {
            family: 'topapi',
            method: 'POST',
            path: '/topapi/process/instance/comment/add',
            body: { request: { process_instance_id: NO_APPROVAL, text: TEXT, comment_userid: userId } },
            purpose: 'comment',
          },
    );
    if (!(answer instanceof DingTalkError)) return null;
    return answer.errorClass === 'not-found' ? null : answer;
  }

  async todoRight(userId: string): Promise<DingTalkError | null | undefined> {
    const person = await this.http.ask({
      family: 'topapi',
      method: 'POST',
      path: '/topapi/v2/user/get',
      body: { userid: userId, language: 'zh_CN' },
      purpose: 'login',
    });
    if (person instanceof DingTalkError) {
      if (person.errorClass === 'not-found' || person.errorClass === 'permission') return undefined;
      throw person;
    }
    return new DingTalkTodos(this.http).right(textOf(recordOf(person.result).unionid));
  }
}
