import { DomainError } from '../problem/domain-error.js';

export class NoticeStaleError extends DomainError {
  readonly code = 'notice/stale';
  readonly title = '刚刚变了';
  readonly status = 409;
  constructor() {
    super('别人刚改过通知的规则。没有改动，请看一眼现在的样子再改。');
  }
}

export class NoticeAlwaysError extends DomainError {
  readonly code = 'notice/always';
  readonly title = '存疑不能关';
  readonly status = 422;
  constructor() {
    super('有人不知道存疑就可能手工重录，多付一次。没有改动。');
  }
}

export class NoticeNotForYouError extends DomainError {
  readonly code = 'notice/not-for-you';
  readonly title = '这种通知不发给你';
  readonly status = 422;
  constructor() {
    super('你的角色用不到它。没有改动，请刷新。');
  }
}

export class NoticeTooSoonError extends DomainError {
  readonly code = 'notice/too-soon';
  readonly title = '刚刚发过';
  readonly status = 429;
  constructor() {
    super('一分钟里已经发过一条给你。没有再发，请先看钉钉。');
  }
}

export class NoticeOffError extends DomainError {
  readonly code = 'notice/off';
  readonly title = '通知关着';
  readonly status = 409;
  constructor() {
    super('服务器上关掉了通知，谁也不发（NOTICE_SWEEP_MS=0）。没有发。');
  }
}
