import type { LoginRefusal } from '../connectors/target.js';
import { whenInWords } from '../domain/beijing-time.js';
import { DomainError } from '../problem/domain-error.js';
import type { LostBill } from './consent/lost-bill.js';
import { outsideWords } from './probe/outside-words.js';

/** Thrown if the line no longer belongs to this check-up, or is asked only with consent. */
export class NoCheckLineError extends DomainError {
  readonly code = 'check-up/no-line';
  readonly title = '没有这一项';
  readonly status = 404;
  constructor(line: string) {
    super('体检里没有这一项，或者它要经人同意才做。刷新后再选。', { line });
  }
}

export class CheckUpRunningError extends DomainError {
  readonly code = 'check-up/running';
  readonly title = '正在体检';
  readonly status = 409;
  constructor() {
    super('正在查这一项或别的项，最多一分钟。等它完了再点。');
  }
}

export class NeverCheckedError extends DomainError {
  readonly code = 'check-up/not-asked';
  readonly title = '还没有体检过';
  readonly status = 404;
  constructor() {
    super('还没有体检过，没有可以下载的结果。先全部检查一遍。');
  }
}

export class NoSuchApprovalError extends DomainError {
  readonly code = 'check-up/no-approval';
  readonly title = '没有这条审批';
  readonly status = 404;
  constructor(businessId: string) {
    super('采集过的已完成审批里没有这个审批编号，没有写评论。核对编号，或先采集。', { businessId });
  }
}

const LOCKS = '大约连错五次，金蝶就锁定集成用户，推送全部停下。';

/** Thrown if the password was wrong the last time: another try is made only by a person who knows the risk. */
export class LoginRefusedBeforeError extends DomainError {
  readonly code = 'check-up/login-refused';
  readonly title = '密码被拒绝过，没有再试';
  readonly status = 409;
  constructor({ since, sentence }: LoginRefusal, most: number) {
    const said = outsideWords(sentence, 300);
    super(
      `${whenInWords(since)} 起金蝶拒绝登录，这次没有去试。${said}${LOCKS}先请金蝶管理员核对；确认改好了，在“体检”里点“仍然再试一次”，一天最多 ${most} 次。`,
      { since },
    );
  }
}

export class LoginTriesSpentError extends DomainError {
  readonly code = 'check-up/login-tries';
  readonly title = '今天不再试登录';
  readonly status = 409;
  constructor({ since }: Pick<LoginRefusal, 'since'>, most: number, again: number) {
    super(
      `${whenInWords(since)} 起金蝶拒绝登录，一天里已经有人再试过 ${most} 次，这次没有去试。${LOCKS}请金蝶管理员用这个用户登录一次金蝶网页，确认密码对、没有锁定；钉蝶的设置改过的，重启钉蝶。最早 ${whenInWords(again)} 可以再试。`,
      { since, again },
    );
  }
}

const DELETE = (number: string): string => `请金蝶管理员到 金蝶 → 付款单 列表 查编号 ${number}，有就删除`;

/** Thrown while it is unknown whether Kingdee accepted the last bill by consent. */
export class ProbeUnsettledError extends DomainError {
  readonly code = 'check-up/probe-unsettled';
  readonly title = '上一张还不知道结果';
  readonly status = 409;
  constructor({ number, org, blind }: Pick<LostBill, 'number' | 'org' | 'blind'>, next: number) {
    const why = blind
      ? `组织 ${org} 的付款单在金蝶里一张也查不到，查不到就不算没有：请金蝶管理员给集成用户“付款单”的查看权限和许可，或在这个组织新建任意一张付款单。`
      : `钉蝶会自己再查，下一次在 ${whenInWords(Math.max(next, Date.now()))}；查到底没有，才能再试。`;
    super(
      `上一张试的付款单 ${number}（组织 ${org}，0.01 元）没有回答，不知道金蝶收下没有，所以没有再发。${DELETE(number)}。${why}`,
      { number, org },
    );
  }
}

/** Thrown if Kingdee accepted the last bill by consent and still has it, or does not show whether it has. */
export class ProbeStandsError extends DomainError {
  readonly code = 'check-up/probe-stands';
  readonly title = '上一张还在金蝶里';
  readonly status = 409;
  constructor({ number, org }: Pick<LostBill, 'number' | 'org'>, unheard: boolean) {
    const seen = unheard ? '金蝶收下了，现在又查不到它还在不在' : '还在金蝶里';
    super(
      `上一张试的付款单 ${number}（组织 ${org}，0.01 元，只保存）${seen}，所以没有再发。${DELETE(number)}，再试。`,
      { number, org },
    );
  }
}

/** Thrown if a secret that a person entered does not open the connection; the one in use stays. */
export class SecretRefusedError extends DomainError {
  readonly code = 'connection/secret-refused';
  readonly title = '新密钥登录不了，没有换';
  readonly status = 422;
  constructor(sentence: string, mayLock: boolean) {
    super(`旧的密钥照用。${outsideWords(sentence, 300)}${mayLock ? LOCKS : ''}核对后再填。`);
  }
}

/** Thrown if there was no answer about a secret that a person entered: nothing is known of it, and the one in use stays. */
export class SecretUntriedError extends DomainError {
  readonly code = 'connection/secret-untried';
  readonly title = '没有试成，没有换';
  readonly status = 503;
  constructor(sentence: string) {
    super(`旧的密钥照用，新的还不知道对不对。${outsideWords(sentence, 300)}`);
  }
}

export class SecretTriesSpentError extends DomainError {
  readonly code = 'connection/secret-tries';
  readonly title = '今天不再试登录';
  readonly status = 409;
  constructor(most: number, again: number) {
    super(
      `一天里已经用没有通过的密钥登录过金蝶 ${most} 次，这次没有去试，旧的密钥照用。${LOCKS}请金蝶管理员用集成用户登录一次金蝶网页，确认密钥对、没有锁定。最早 ${whenInWords(again)} 可以再试。`,
      { again },
    );
  }
}
