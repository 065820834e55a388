import { DomainError } from '../problem/domain-error.js';

export class PreviewExpiredError extends DomainError {
  readonly code = 'push/preview-expired';
  readonly title = '确认单已过期';
  readonly status = 409;
  constructor() {
    super('这张推送确认单已超过 10 分钟，单据可能已有变化，没有推送任何单据。重新选择后再推送。');
  }
}

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

/** A person asked for something that Kingdee has to answer first. */
export class KingdeeNotAskedError extends DomainError {
  readonly code = 'push/kingdee-not-asked';
  readonly title = '没能去金蝶核对';
  readonly status = 503;
  constructor(sentence: string) {
    super(`${sentence}没有任何改动。`);
  }
}
