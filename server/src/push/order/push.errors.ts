import { DomainError } from '../../problem/domain-error.js';

export class PreviewExpiredError extends DomainError {
  readonly code = 'push/preview-expired';
  readonly title = '确认单已过期';
  readonly status = 409;
  constructor() {
    super('这张推送确认单已超过 10 分钟，单据可能已有变化，没有推送任何单据。重新选择后再推送。');
  }
}

/** The bills differ from what the confirm sheet froze: nothing is sent, and the person looks at a new sheet. */
export class PreviewChangedError extends DomainError {
  readonly code = 'push/preview-changed';
  readonly title = '确认之前有变化';
  readonly status = 409;
  constructor(changed: readonly string[]) {
    const more = changed.length > MOST_NAMED ? '；…' : '';
    super(
      `确认单打开之后有 ${changed.length} 笔变了：${changed.slice(0, MOST_NAMED).join('；')}${more}。没有推送任何单据，看过新的确认单再推送。`,
    );
  }
}
const MOST_NAMED = 5;

export class PushOrderNotFoundError extends DomainError {
  readonly code = 'push/not-found';
  readonly title = '没有这次推送';
  readonly status = 404;
  constructor(id: string) {
    super('没有找到这次推送，可能链接已过期。', { id });
  }
}

export class NothingToPushError extends DomainError {
  readonly code = 'push/nothing';
  readonly title = '没有可推送的单据';
  readonly status = 422;
  constructor() {
    super('确认时这些单据都已不在“待推送”，没有推送任何单据。刷新后重新选择。');
  }
}

/** A person asked for something that needs an answer of Kingdee, and Kingdee did not answer. */
export class KingdeeNotAskedError extends DomainError {
  readonly code = 'push/kingdee-not-asked';
  readonly title = '没能去金蝶核对';
  readonly status = 503;
  constructor(sentence: string) {
    super(`${sentence}没有任何改动。`);
  }
}

export class PausedByProgramError extends DomainError {
  readonly code = 'push/paused-by-program';
  readonly title = '要由管理员恢复';
  readonly status = 403;
  constructor() {
    super('这个方案是钉蝶自己暂停的，要先由管理员决定怎么办。没有发送任何单据，排队的保持原位。');
  }
}

export class NotPausedError extends DomainError {
  readonly code = 'push/not-paused';
  readonly title = '没有暂停';
  readonly status = 409;
  constructor() {
    super('这里没有暂停，可能刚被别人恢复。刷新后看最新状态。');
  }
}

/** A bill that waits for the end of a pause cannot be pushed or continued. */
export class PushPausedError extends DomainError {
  readonly code = 'push/paused';
  readonly title = '推送已暂停';
  readonly status = 409;
  constructor(why: string) {
    super(`${why}。没有发送，单据保持原样，恢复推送后再点。`);
  }
}

export class UnknownOrganisationError extends DomainError {
  readonly code = 'push/unknown-organisation';
  readonly title = '没有这个付款组织';
  readonly status = 422;
  constructor(id: string) {
    super(`金蝶的基础资料里没有组织 ${id}，没有暂停任何推送。先刷新基础资料。`, { id });
  }
}
