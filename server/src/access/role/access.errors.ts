import { ROLE_WORDS, type Role } from '@dingdee/shared/session';
import { DomainError } from '../../problem/domain-error.js';

export class NoSessionError extends DomainError {
  readonly code = 'session/missing';
  readonly title = '登录已过期';
  readonly status = 401;
  constructor() {
    super('请重新登录，重新打开应用会自动登录。');
  }
}

export class LoginRefusedError extends DomainError {
  readonly title = '登录没有成功';
  readonly status = 401;
  constructor(
    readonly code: 'session/code' | 'session/other-corp',
    sentence: string,
  ) {
    super(sentence);
  }
}

/** Thrown for a page that is not ours: a signature gives a page the rights of our app in DingTalk. */
export class ForeignPageError extends DomainError {
  readonly code = 'session/foreign-page';
  readonly title = '不是本应用的页面';
  readonly status = 400;
  constructor() {
    super('只给本应用自己的页面签名。没有任何改动。');
  }
}

/** Thrown before DingTalk is asked, and only for a moment: a network is slowed and never blocked. */
export class TooManyLoginsError extends DomainError {
  readonly code = 'session/too-many';
  readonly title = '登录太频繁';
  readonly status = 429;
  constructor() {
    super('你所在的网络刚才有很多次登录没有成功，登录变慢了，这一次没有轮到。请等几秒，从工作台重新打开。');
  }
}

/** Thrown if another administrator has changed the person's roles since the page was opened. */
export class RolesChangedError extends DomainError {
  readonly code = 'access/roles-changed';
  readonly title = '别人刚改过角色';
  readonly status = 409;
  constructor(name: string, now: readonly Role[]) {
    const words = now.map((role) => ROLE_WORDS[role]).join('、') || '没有角色';
    super(`${name} 的角色在你打开之后变了，现在是：${words}。没有改动，看过再改。`);
  }
}

export class AccessRefusedError extends DomainError {
  readonly code = 'access/refused';
  readonly title = '没有权限';
  readonly status = 403;
  /**
   * @param needed one of these roles is enough; empty: any role.
   * @param admins names of people who can give the role.
   */
  constructor(needed: readonly Role[], admins: readonly string[]) {
    const words = needed.map((role) => `“${ROLE_WORDS[role]}”`).join('或');
    const who = ['管理员', admins.join('、')].filter(Boolean).join(' ');
    super(
      words
        ? `这一步需要${words}角色，你还没有。没有任何改动。需要的话，请${who} 在“成员”里给你加上。`
        : `你还没有角色，只能看自己的审批进度。需要使用，请${who} 在“成员”里给你加上。`,
      { needed },
    );
  }
}

export class LastAdminError extends DomainError {
  readonly code = 'access/last-admin';
  readonly title = '至少要保留一位管理员';
  readonly status = 422;
  constructor() {
    super('这是最后一位管理员，去掉后没有人能再分配角色。请先给另一位同事加上“管理”角色。');
  }
}

export class PersonUnknownError extends DomainError {
  readonly code = 'access/person-unknown';
  readonly title = '没有找到这个人';
  readonly status = 404;
  constructor(userId: string) {
    super('钉钉通讯录里没有这个人，可能已离职或不在应用的可见范围内。', { userId });
  }
}
