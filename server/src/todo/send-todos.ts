import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { SETTINGS, type Settings } from '../config/settings.js';
import { DingTalkHealth } from '../connectors/dingtalk/call/dingtalk-health.js';
import { DingTalkClient, DingTalkError } from '../connectors/source.js';
import { clock } from '../database/clock.js';
import { Database } from '../database/database.js';
import { keepTrying } from '../database/keep-trying.js';
import { ownKey } from '../database/lease-token.js';
import { LedgerHolds } from '../hold/ledger-holds.js';
import { Wakes } from '../queue/wakes.js';
import { TodoAccess } from './todo-access.js';
import { LONGEST_PAUSE_MS, leaseMs } from './todo-times.js';
import { subjectOf } from './todo-words.js';
import { type OpenTodo, type TodoChange, type TodoStep, Todos } from './todos.js';

/** Purposes under which this worker's calls are counted. */
const TODO = ['todo'] as const;

/**
 * Keeps one DingTalk to-do（待办）for each hand-over (docs/decisions/0110): creates it, updates it when the number has changed, and closes it when
 * nothing is left. It reads the ledger; nothing that moves bills waits for it or knows of it.
 */
@Injectable()
export class SendTodos implements OnApplicationBootstrap {
  private readonly log = new Logger('todo');

  constructor(
    private readonly db: Database,
    private readonly todos: Todos,
    private readonly access: TodoAccess,
    private readonly dingtalk: DingTalkClient,
    private readonly health: DingTalkHealth,
    private readonly holds: LedgerHolds,
    private readonly wakes: Wakes,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    if (this.settings.DINGTALK_TODOS === 'off') return;
    this.wakes.on('todo', () => this.run());
    this.wakes.every('todo', this.settings.TODO_LOOK_MS);
    this.wakes.wake('todo');
  }

  async run(): Promise<void> {
    if (await this.db.inTransaction((tx) => this.standsStill(tx))) return;
    await this.todos.takeUp();
    for (const one of await this.todos.open()) {
      if (this.stepOf(one) === 'none') continue;
      if (!(await this.treat(one.id))) return;
    }
  }

  /** True if no to-do may be sent: a database behind its marker sends nothing, and without access or calls there is no use in asking. */
  private async standsStill(tx: EntityManager): Promise<boolean> {
    if (this.health.outage !== null || this.health.isQuotaSpent(Date.now(), TODO)) return true;
    return (await this.holds.blocks(tx)) || (await this.access.shut(tx));
  }

  /** @returns false if no further to-do may be sent now. */
  private async treat(id: string): Promise<boolean> {
    const token = ownKey();
    const one = await this.db.inTransaction(async (tx) =>
      (await this.standsStill(tx)) ? null : this.todos.claim(tx, id, token, clock.now() + leaseMs(this.settings)),
    );
    if (one === null) return !(await this.db.inTransaction((tx) => this.standsStill(tx)));
    const { change, denied } = await this.outcome(one, token);
    await keepTrying(this.log, `to-do ${id}`, () =>
      this.db.inTransaction(async (tx) => {
        await this.todos.record(tx, id, token, change);
        if (denied !== null) await this.access.refused(tx, denied);
        else if (change.told !== undefined) await this.access.granted(tx);
      }),
    );
    return denied === null;
  }

  /** Returns the next step for a to-do. `empty` and `filled` are only recorded here. */
  private stepOf({ state, step, left, told, toldAt, emptySince, taskId }: OpenTodo) {
    const now = clock.now();
    // A creation with an unknown result is repeated, even if nothing is left by now.
    if (state === 'new') return left.count > 0 || step === 'create' ? 'create' : 'void';
    if (left.count === 0) {
      if (emptySince === null) return 'empty';
      return now - emptySince >= this.settings.ASSIGN_UNDO_MS ? 'finish' : 'none';
    }
    if (emptySince !== null) return 'filled';
    if (taskId === null || (step === null && told !== null && isSame(told, left))) return 'none';
    const soon = told === null || step !== null || toldAt === null;
    return soon || now - toldAt >= this.settings.TODO_UPDATE_MS ? 'subject' : 'none';
  }

  private async outcome(one: OpenTodo, token: string): Promise<{ change: TodoChange; denied: string | null }> {
    const plain = (change: TodoChange) => ({ change, denied: null });
    try {
      switch (this.stepOf(one)) {
        case 'create':
          return await this.create(one, token);
        case 'subject':
          return await this.tell(one, token, 'subject');
        case 'finish':
          return await this.tell(one, token, 'finish');
        case 'void':
          return plain({ state: 'void' });
        case 'empty':
          return plain({ emptySince: clock.now() });
        case 'filled':
          return plain({ emptySince: null });
        default:
          return plain({});
      }
    } catch (error) {
      if (!(error instanceof DingTalkError)) throw error;
      // Without the right to read this person's unionId, no other to-do can be created either.
      if (error.errorClass === 'permission')
        return { change: { attempt: 0, message: error.sentence }, denied: error.sentence };
      // Nothing was sent, or it was not carried out.
      return plain(this.later(one, error.sentence));
    }
  }

  private async create(one: OpenTodo, token: string): Promise<{ change: TodoChange; denied: string | null }> {
    const { id, userId, words, dueAt, left, step } = one;
    const unionId = one.unionId ?? (await this.todos.knownUnionId(userId)) ?? (await this.dingtalk.unionId(userId));
    if (unionId === null) return { change: { state: 'refused', message: '钉钉里看不到这个人' }, denied: null };
    const todo = { unionId, sourceId: id, subject: subjectOf(left), description: words, dueAt, url: this.linkTo(id) };
    const outcome = await this.dingtalk.createTodo(todo, () => this.leaves(id, token, 'create'));
    if (outcome.kind === 'unknown') return { change: { ...this.later(one, outcome.cause), unionId }, denied: null };
    if (outcome.kind === 'refused')
      return outcome.denied
        ? { change: { step, unionId, attempt: 0, message: outcome.sentence }, denied: outcome.sentence }
        : { change: { state: 'refused', unionId, message: outcome.sentence }, denied: null };
    // For a to-do whose creation was repeated, the number in its subject is unknown.
    const told = step === null && outcome.taskId !== null ? left : null;
    const { taskId } = outcome;
    return { change: { state: 'open', step: null, unionId, taskId, told, attempt: 0, message: null }, denied: null };
  }

  private async tell(one: OpenTodo, token: string, step: 'subject' | 'finish') {
    const { id, unionId, left } = one;
    const over: TodoChange = { state: 'done', step: null, message: null };
    // Looked up, because a repeated creation found an existing to-do and gave no id.
    const taskId = one.taskId ?? (unionId === null ? null : await this.dingtalk.findTodo({ unionId, sourceId: id }));
    if (unionId === null || taskId === null)
      return { change: { ...over, message: '钉钉没有告诉待办的编号，请本人点完成' }, denied: null };
    const change = step === 'finish' ? ({ done: true } as const) : { subject: subjectOf(left) };
    const outcome = await this.dingtalk.changeTodo({ unionId, taskId, change }, () => this.leaves(id, token, step));
    if (outcome.kind === 'unknown') return { change: this.later(one, outcome.cause), denied: null };
    if (outcome.kind === 'refused' && outcome.denied)
      return { change: { attempt: 0, message: outcome.sentence }, denied: outcome.sentence };
    // A person deleted it in DingTalk: it is closed as it should be, or not wanted.
    if (outcome.kind === 'refused') return { change: { ...over, message: outcome.sentence }, denied: null };
    return {
      change: step === 'finish' ? { ...over, told: left } : { step: null, told: left, attempt: 0 },
      denied: null,
    };
  }

  private leaves(id: string, token: string, step: TodoStep): Promise<boolean> {
    return this.db.inTransaction(async (tx) =>
      (await this.holds.blocks(tx)) ? false : this.todos.leaves(tx, id, token, step),
    );
  }

  private later({ attempt }: OpenTodo, message: string): TodoChange {
    const pause = Math.min(LONGEST_PAUSE_MS, this.settings.RETRY_WAIT_MS * 2 ** Math.min(attempt, 12));
    return { message, attempt: attempt + 1, nextAt: clock.now() + pause };
  }

  /** Link to exactly its bills; it names the company, so that DingTalk gives a login code for it, on PC and phone. */
  private linkTo(id: string): string {
    const { PUBLIC_URL, PORT, DINGTALK_CORP_ID: company } = this.settings;
    const url = new URL(`${(PUBLIC_URL ?? `http://127.0.0.1:${PORT}`).replace(/\/$/, '')}/`);
    url.search = new URLSearchParams({ stage: 'review', hand: `act:${id}`, corpId: company }).toString();
    return url.href;
  }
}

const isSame = (told: OpenTodo['left'], left: OpenTodo['left']): boolean =>
  told.count === left.count && told.fen === left.fen && told.unknown === left.unknown;
