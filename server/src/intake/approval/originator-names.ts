import { Injectable, Logger } from '@nestjs/common';
import { keepStranger, saveMember } from '../../access/member/members.js';
import { DingTalkClient, DingTalkError } from '../../connectors/source.js';
import { Database } from '../../database/database.js';
import type { ApprovalInstance } from '../../domain/approval/approval-instance.js';

const MOST_REMEMBERED = 5000;

/**
 * Finds the name of an applicant: from the known members, else from DingTalk once per person (contacts cost no
 * quota). Never from the title, whose wording the company chooses ("关于3月提交的报销"), and never the userid: both would be
 * printed as the name of a payee (first-contact.md).
 */
@Injectable()
export class OriginatorNames {
  private readonly log = new Logger('intake');
  private readonly remembered = new Map<string, Promise<string>>();

  constructor(
    private readonly db: Database,
    private readonly dingtalk: DingTalkClient,
  ) {}

  /** @returns the name; '' if it is unknown. Never throws for that reason. */
  of({ originatorUserId }: Pick<ApprovalInstance, 'originatorUserId'>): Promise<string> {
    if (originatorUserId === '') return Promise.resolve('');
    const known = this.remembered.get(originatorUserId);
    if (known) return known;
    if (this.remembered.size >= MOST_REMEMBERED) this.remembered.clear();
    const asked = this.find(originatorUserId)
      .catch((error: unknown) => {
        if (!(error instanceof DingTalkError)) {
          this.remembered.delete(originatorUserId);
          throw error;
        }
        this.log.warn(`name of ${originatorUserId} not found: ${error.code}`);
        return '';
      })
      .then((name) => {
        // A missing name is not remembered, so the next approval asks again.
        if (name === '') this.remembered.delete(originatorUserId);
        return name;
      });
    this.remembered.set(originatorUserId, asked);
    return asked;
  }

  private async find(userId: string): Promise<string> {
    const [member] = await this.db.query<{ name: string }>('SELECT name FROM member WHERE user_id = ?', [userId]);
    // Earlier versions stored the userid of people whose name was unknown.
    if (member && member.name !== userId && member.name !== '') return member.name;
    const user = await this.dingtalk.getUser(userId);
    if (!user) this.log.warn(`name of ${userId} not found: DingTalk does not show this person`);
    if (!user || user.name === '') return '';
    // Leavers keep their last known name (dingtalk.md §7.1).
    await this.db.inTransaction((tx) =>
      member
        ? saveMember(tx, { userId, name: user.name })
        : keepStranger(tx, { userId, name: user.name, deptIds: user.deptIds }),
    );
    return user.name;
  }
}
