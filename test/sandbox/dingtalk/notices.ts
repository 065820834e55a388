import type { SandboxContext } from '../context.js';
import { OldApiError } from './api-error.js';
import { beijingDate } from './times.js';

/** A work notice as accepted (dingtalk.md §6.2). */
export interface Notice {
  taskId: number;
  at: number;
  userids: readonly string[];
  msg: Readonly<Record<string, unknown>>;
  invalidUserids: readonly string[];
  /** Receivers for whom the notice was accepted and silently dropped: 143105 daily cap, 143106 the same content again on one day. */
  dropped: readonly { userid: string; code: '143105' | '143106'; count: number }[];
  recalled: boolean;
  status?: { value: string; background: string };
}

const DAILY_LIMIT = 500;

/** Accepts work notices and drops some silently, as DingTalk does. */
export class NoticeDesk {
  readonly sent: Notice[] = [];
  private readonly perDay = new Map<string, number>();
  private readonly contents = new Set<string>();

  constructor(private readonly ctx: SandboxContext) {}

  send(userids: readonly string[], msg: Record<string, unknown>): Notice {
    const now = this.ctx.clock.now();
    const day = beijingDate(now);
    const known = new Set(this.ctx.company.employees.map(({ userid }) => userid));
    const content = JSON.stringify(msg);
    const dropped: { userid: string; code: '143105' | '143106'; count: number }[] = [];
    for (const userid of userids) {
      if (!known.has(userid)) continue;
      const count = (this.perDay.get(`${day} ${userid}`) ?? 0) + 1;
      this.perDay.set(`${day} ${userid}`, count);
      const key = `${day} ${userid} ${content}`;
      if (this.contents.has(key)) dropped.push({ userid, code: '143106', count });
      else if (count > DAILY_LIMIT) dropped.push({ userid, code: '143105', count });
      this.contents.add(key);
    }
    const notice: Notice = {
      taskId: 902_000_000_000 + this.sent.length + 1,
      at: now,
      userids,
      msg,
      invalidUserids: userids.filter((userid) => !known.has(userid)),
      dropped,
      recalled: false,
    };
    this.sent.push(notice);
    return notice;
  }

  find(taskId: number | undefined): Notice {
    const found = this.sent.find((notice) => notice.taskId === taskId);
    if (!found) throw new OldApiError(40035, '不合法的参数：task_id');
    return found;
  }

  clear(): void {
    this.sent.length = 0;
    this.perDay.clear();
    this.contents.clear();
  }
}
