import { DomainError } from '../../problem/domain-error.js';

export class ViewNotFoundError extends DomainError {
  readonly code = 'view/not-found';
  readonly title = '没有这个常用视图';
  readonly status = 404;
  constructor() {
    super('这个常用视图已经被删掉了。列表本身没有变。');
  }
}

export class ViewNotYoursError extends DomainError {
  readonly code = 'view/not-yours';
  readonly title = '全组的视图由管理员来改';
  readonly status = 403;
  constructor() {
    super('全组都能看到的视图，只有管理员能存、能改。没有改动；可以存成只有你自己看的。');
  }
}

export class TooManyViewsError extends DomainError {
  readonly code = 'view/too-many';
  readonly title = '常用视图已满';
  readonly status = 422;
  constructor(most: number) {
    super(`常用视图最多 ${most} 个，没有再存。删掉不用的再存。`);
  }
}

export class ViewNameTakenError extends DomainError {
  readonly code = 'view/name-taken';
  readonly title = '已有同名的视图';
  readonly status = 409;
  constructor(name: string) {
    super(`已有叫“${name}”的视图，没有再存一个。换个名字，或打开那个改。`);
  }
}
