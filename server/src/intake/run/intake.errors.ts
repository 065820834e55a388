import { whenInWords } from '../../domain/beijing-time.js';
import { DomainError } from '../../problem/domain-error.js';

export class SchemeNotPulledError extends DomainError {
  readonly code = 'intake/scheme-disabled';
  readonly title = '方案没有启用';
  readonly status = 422;
  constructor(schemeId: string) {
    super('这个集成方案没有启用，也没有未办完的单据，不会采集审批。先在方案页启用它，再开始采集。', { schemeId });
  }
}

export class RunCursorError extends DomainError {
  readonly code = 'intake/bad-cursor';
  readonly title = '翻页位置无效';
  readonly status = 400;
  constructor() {
    super('采集记录的翻页位置无效，请从第一页重新打开。');
  }
}

export class RunNotFoundError extends DomainError {
  readonly code = 'intake/no-run';
  readonly title = '没有这次采集';
  readonly status = 404;
  constructor(id: string) {
    super('没有找到这次采集的记录，可能链接已过期。回到采集页重新打开。', { id });
  }
}

/** Manual runs of the last day found nothing and cost many calls; the rest of the month's calls is for everybody. */
export class AskedEnoughError extends DomainError {
  readonly code = 'intake/asked-enough';
  readonly title = '今天按得够多了';
  readonly status = 409;
  /** @param calls number of calls of these runs. @param again when a run may be started again, in Unix ms. */
  constructor(calls: number, again: number) {
    super(
      `一天里按“现在采集”、没有采到新审批的，已经用了 ${calls} 次钉钉额度，这次没有去采。自动补扫照常，新的审批下一次补扫会采到；等不及请管理员按，或者 ${whenInWords(again)} 以后再按。`,
      { calls, again },
    );
  }
}

/** The program is stopping during a run. */
export class StoppingError extends Error {
  constructor() {
    super('程序正在停止，采集中断；已读到的审批都已保存，下次会接着采集。');
  }
}

/** Another process has begun the due sweep, so nothing is left to do. */
export class SweepTakenError extends Error {}

export class NamedMeanwhileError extends DomainError {
  readonly code = 'amendment/named';
  readonly title = '已经有结果了';
  readonly status = 409;
  constructor(approvalId: string) {
    super('这条审批改的或撤销的是哪一条已经定了，没有改动。刷新后看最新状态。', { approvalId });
  }
}

export class NotSuspectedError extends DomainError {
  readonly code = 'amendment/not-suspected';
  readonly title = '不能选这一条';
  readonly status = 422;
  constructor(approvalId: string) {
    super('选的审批不在可能的几条里，没有改动。刷新后从列出的里面选，或选“都不是”。', { approvalId });
  }
}

export class SecondNamingError extends DomainError {
  readonly code = 'amendment/second-person';
  readonly title = '要另一位同事确认';
  readonly status = 409;
  /** @param detail sentence that says who confirms, and where. */
  constructor(approvalId: string, detail: string) {
    super(`${detail}没有改动。`, { approvalId });
  }
}

export class SuspectsChangedError extends DomainError {
  readonly code = 'amendment/stale';
  readonly title = '可能的审批多了';
  readonly status = 409;
  constructor(approvalId: string) {
    super('你打开之后又有审批可能是原单，没有改动。刷新后看全再选。', { approvalId });
  }
}
