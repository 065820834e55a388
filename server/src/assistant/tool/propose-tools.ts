import type { BillDetail } from '@dingdee/shared/bill-detail';
import { reason } from '@dingdee/shared/reason';
import { Injectable } from '@nestjs/common';
import * as z from 'zod/mini';
import type { TokenScope } from '../../access/role/token-scope.js';
import { maskText } from '../../domain/bill/account-mask.js';
import { FixTarget } from '../../mapping/fix/fix-target.js';
import { ContentChangedError } from '../assistant.errors.js';
import { missing } from '../proposal/missing-field.js';
import { Proposals } from '../proposal/proposals.js';
import { BillTools, billNo } from './bill-tools.js';
import { type Tool, type ToolAnswer, toolOf } from './tool.js';

const seen = {
  billNo,
  contentHash: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  why: reason(300),
};
const mapping = z.strictObject({
  ...seen,
  path: z.string().check(z.minLength(1), z.maxLength(120)),
  targetNumber: z.string().check(z.minLength(1), z.maxLength(80)),
});
const hold = z.strictObject(seen);

/** Tools for proposals: each proposal is checked as far as possible without writing, and stored for a person. */
@Injectable()
export class ProposeTools {
  constructor(
    private readonly bills: BillTools,
    private readonly targets: FixTarget,
    private readonly proposals: Proposals,
  ) {}

  readonly tools: readonly Tool[] = [
    toolOf(
      {
        name: 'propose_mapping',
        about:
          '建议：单据上一个缺的值填哪个金蝶编码。path、contentHash 取自 get_bill。只存成建议，同事在钉蝶里看过采纳才生效。收款人、账号、付款组织、币别不能建议。',
        scope: 'propose',
      },
      mapping,
      (args, token) => this.mapping(args, token),
    ),
    toolOf(
      {
        name: 'propose_hold',
        about: '建议：先挂起一张单据，why 写清要查什么。只存成建议，同事采纳才挂起。',
        scope: 'propose',
      },
      hold,
      (args, token) => this.hold(args, token),
    ),
  ];

  private async mapping({ path, targetNumber, why, ...as }: z.output<typeof mapping>, token: TokenScope) {
    const bill = await this.asSeen(as, token);
    const field = missing(bill, path);
    const { targetName } = await this.targets.resolve({
      billId: bill.id,
      version: bill.version,
      path: field.path,
      targetNumber,
      scope: 'bill',
    });
    return this.put(
      bill,
      { what: { kind: 'mapping', path, targetNumber: targetNumber.trim(), targetName }, why },
      token,
    );
  }

  private async hold({ why, ...as }: z.output<typeof hold>, token: TokenScope): Promise<ToolAnswer> {
    const bill = await this.asSeen(as, token);
    return this.put(bill, { what: { kind: 'hold' }, why }, token);
  }

  /** @throws NoSuchBillError, ContentChangedError */
  private async asSeen({ billNo: no, contentHash }: { billNo: string; contentHash: string }, token: TokenScope) {
    const bill = await this.bills.detail(no, token);
    if (bill.contentHash !== contentHash) throw new ContentChangedError();
    return { ...bill, contentHash };
  }

  private async put(
    bill: BillDetail & { contentHash: string },
    { what, why }: Parameters<Proposals['put']>[1],
    token: TokenScope,
  ): Promise<ToolAnswer> {
    const { id, known } = await this.proposals.put(bill, { what, why: maskText(why) }, token);
    return {
      proposal: id,
      billNo: bill.billNo,
      said: known ? '同样的建议已经在了，没有再存。' : '建议存下了，单据没有变。同事在钉蝶的单据上看过，采纳了才生效。',
    };
  }
}
