import { Injectable, Logger } from '@nestjs/common';
import { keepStranger } from '../../access/member/members.js';
import { originatorInTitle } from '../../connectors/dingtalk/form/originator-in-title.js';
import { DingTalkClient, DingTalkError } from '../../connectors/source.js';
import { Database } from '../../database/database.js';
import type { ApprovalInstance } from '../../domain/approval/approval-instance.js';

const MOST_REMEMBERED = 5000;

/** Who applied: from the title, else from the people we know, else asked of DingTalk once per person (contacts cost no quota). */
@Injectable()
export class OriginatorNames {
  private readonly log = new Logger('intake');
  private readonly remembered = new Map<string, Promise<string>>();

  constructor(
    private readonly db: Database,
    private readonly dingtalk: DingTalkClient,
  ) {}

  /** @returns the userid where nobody knows the name; never throws for that. */
  of({ title, originatorUserId }: ApprovalInstance): Promise<string> {
    const inTitle = originatorInTitle(title);
    if (inTitle) return Promise.resolve(inTitle);
    if (originatorUserId === '') return Promise.resolve('');
    const known = this.remembered.get(originatorUserId);
    if (known) return known;
    if (this.remembered.size >= MOST_REMEMBERED) this.remembered.clear();
    const asked = this.find(originatorUserId).catch((error: unknown) => {
      // Not remembered: the next approval asks again.
      this.remembered.delete(originatorUserId);
      if (!(error instanceof DingTalkError)) throw error;
      this.log.warn(`name of ${originatorUserId} not found: ${error.code}`);
      return originatorUserId;
    });
    this.remembered.set(originatorUserId, asked);
    return asked;
  }

  private async find(userId: string): Promise<string> {
    const [member] = await this.db.query<{ name: string }>('SELECT name FROM member WHERE user_id = ?', [userId]);
    if (member) return member.name;
    const user = await this.dingtalk.getUser(userId);
    if (!user || user.name === '') return userId;
    // Leavers keep their last known name (dingtalk.md §7.1).
    await this.db.inTransaction((tx) => keepStranger(tx, { userId, name: user.name, deptIds: user.deptIds }));
    return user.name;
  }
}
