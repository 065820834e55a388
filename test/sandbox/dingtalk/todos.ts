import type { SandboxContext } from '../context.js';
import { NewApiError } from './api-error.js';
import { integer, text } from './fields.js';

/** A to-do as a person sees it in DingTalk (dingtalk.md §6.3). */
export interface Todo {
  id: string;
  /** Source id that prevents duplicates; '' if none was given, and duplicates are then possible. */
  sourceId: string;
  unionId: string;
  subject: string;
  description: string;
  dueTime: number | null;
  executorIds: readonly string[];
  url: { app: string; pc: string };
  done: boolean;
  createdAt: number;
  /** Former subjects. */
  former: string[];
  /** Number of times that it was marked as done. */
  finished: number;
}

const LONGEST = 1024;
const bad = (message: string) => new NewApiError(400, 'todo.taskCreate.paramError', message);

/** Holds the to-dos of all people, addressed by unionId. */
export class TodoDesk {
  readonly all: Todo[] = [];

  constructor(private readonly ctx: SandboxContext) {}

  create(unionId: string, body: Readonly<Record<string, unknown>>): Todo {
    this.person(unionId);
    const [subject, sourceId] = [text(body.subject), text(body.sourceId)];
    const url = (body.detailUrl ?? {}) as Record<string, unknown>;
    if (subject === '' || subject.length > LONGEST) throw bad('subject invalid');
    if (text(url.appUrl) === '' || text(url.pcUrl) === '') throw bad('detailUrl invalid');
    if (sourceId !== '' && this.all.some((one) => one.sourceId === sourceId)) throw bad('task exist');
    const executorIds = Array.isArray(body.executorIds) ? body.executorIds.map(text) : [];
    for (const id of executorIds) this.person(id);
    const todo: Todo = {
      id: `task${(this.all.length + 1).toString(16).padStart(12, '0')}`,
      sourceId,
      unionId,
      subject,
      description: text(body.description),
      dueTime: integer(body.dueTime) ?? null,
      executorIds,
      url: { app: text(url.appUrl), pc: text(url.pcUrl) },
      done: false,
      createdAt: this.ctx.clock.now(),
      former: [],
      finished: 0,
    };
    this.all.push(todo);
    return todo;
  }

  change(unionId: string, taskId: string, body: Readonly<Record<string, unknown>>): void {
    const todo = this.of(unionId, taskId);
    const subject = text(body.subject);
    if (subject !== '' && subject !== todo.subject) {
      todo.former.push(todo.subject);
      todo.subject = subject;
    }
    if (typeof body.done === 'boolean') this.tick(todo, body.done);
  }

  /** Marks a to-do for its executors (`…/executorStatus`). */
  tickFor(unionId: string, taskId: string, list: unknown): void {
    const todo = this.of(unionId, taskId);
    const ticks = (Array.isArray(list) ? list : []) as { id?: unknown; isDone?: unknown }[];
    for (const { id, isDone } of ticks) if (todo.executorIds.includes(text(id))) this.tick(todo, isDone === true);
  }

  bySource(unionId: string, sourceId: string): Todo {
    this.person(unionId);
    const found = this.all.find((one) => one.unionId === unionId && one.sourceId === sourceId);
    if (!found) throw new NewApiError(404, 'todo.task.notExist', 'task not exist');
    return found;
  }

  clear(): void {
    this.all.length = 0;
  }

  private tick(todo: Todo, done: boolean): void {
    todo.done = done;
    if (done) todo.finished += 1;
  }

  private of(unionId: string, taskId: string): Todo {
    this.person(unionId);
    const found = this.all.find((one) => one.id === taskId && one.unionId === unionId);
    if (!found) throw new NewApiError(404, 'todo.task.notExist', 'task not exist');
    return found;
  }

  /** Checks the user before the other fields of a call. @throws NewApiError if the user is unknown. */
  private person(unionId: string): void {
    if (!this.ctx.company.employees.some((each) => each.unionid === unionId))
      throw new NewApiError(400, 'todo.user.notExist', 'user not exist');
  }
}
