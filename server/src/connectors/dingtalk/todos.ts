import { textOf } from '../../json/json-reading.js';
import { DingTalkError, type Leaving, type NewTodo, type TodoOutcome, type WriteOutcome } from '../source.js';
import type { DingTalkHttp } from './call/dingtalk-http.js';

const TASKS = '/v1.0/todo/users/{unionId}/tasks';
/** Refusal for a source id that already exists: the to-do is there, as wanted (dingtalk.md §6.3). */
const REFUSED_WORDS = 'todo.taskCreate.paramError';
const IS_THERE = /task exist/i;
/** Task id that no to-do has. */
const NO_TASK = 'dingdee-check-up';

/**
 * To-dos (待办), on the new host only. The person is both owner and executor, so that nobody else's departure keeps the to-do from being
 * closed. A missing permission does not change the health of the app's connection; it is reported with the to-dos.
 */
export class DingTalkTodos {
  constructor(private readonly http: DingTalkHttp) {}

  /** See DingTalkClient. */
  async create(todo: NewTodo, leaving?: Leaving): Promise<TodoOutcome> {
    const { unionId, sourceId, subject, description, dueAt, url } = todo;
    const { outcome, body } = await this.http.tell({
      family: 'v1',
      method: 'POST',
      path: `/v1.0/todo/users/${encodeURIComponent(unionId)}/tasks`,
      api: TASKS,
      query: { operatorId: unionId },
      body: {
        sourceId,
        subject,
        description,
        creatorId: unionId,
        executorIds: [unionId],
        ...(dueAt === null ? {} : { dueTime: dueAt }),
        detailUrl: { appUrl: url, pcUrl: url },
        isOnlyShowExecutor: true,
      },
      purpose: 'todo',
      apart: true,
      leaving,
    });
    if (outcome.kind === 'refused' && outcome.code === REFUSED_WORDS && IS_THERE.test(outcome.sentence))
      return { kind: 'there', taskId: await this.find(todo) };
    return outcome.kind === 'done' ? { kind: 'there', taskId: textOf(body?.id) || null } : outcome;
  }

  /** See DingTalkClient. */
  change(
    { unionId, taskId, change }: { unionId: string; taskId: string; change: { subject: string } | { done: true } },
    leaving?: Leaving,
  ): Promise<WriteOutcome> {
    return this.http.write({ ...this.put(unionId, taskId), body: change, leaving });
  }

  /** Checks whether the app may write to-dos, by naming one that does not exist. @returns the refusal; null if it may. */
  async right(unionId: string): Promise<DingTalkError | null> {
    const answer = await this.http.ask({ ...this.put(unionId, NO_TASK), body: { done: true } });
    return answer instanceof DingTalkError && !['not-found', 'parameter'].includes(answer.errorClass) ? answer : null;
  }

  /** See DingTalkClient. */
  async find({ unionId, sourceId }: { unionId: string; sourceId: string }): Promise<string | null> {
    const found = await this.http.glance({
      family: 'v1',
      method: 'GET',
      path: `/v1.0/todo/users/${encodeURIComponent(unionId)}/tasks/sources/${encodeURIComponent(sourceId)}`,
      api: `${TASKS}/sources`,
      purpose: 'todo',
    });
    return textOf(found?.id) || null;
  }

  private put(unionId: string, taskId: string) {
    return {
      family: 'v1',
      method: 'PUT',
      path: `/v1.0/todo/users/${encodeURIComponent(unionId)}/tasks/${encodeURIComponent(taskId)}`,
      api: `${TASKS}/{taskId}`,
      query: { operatorId: unionId },
      purpose: 'todo',
      apart: true,
    } as const;
  }
}
