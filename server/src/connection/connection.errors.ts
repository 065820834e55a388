import { DomainError } from '../problem/domain-error.js';

/** Reasons why the secrets of a stored connection cannot be read. */
export type Unreadable = 'other-key' | 'broken' | 'incomplete';

const WHY: Readonly<Record<Unreadable, string>> = {
  'other-key': '是用另一个 APP_SECRET 加密的，打不开',
  broken: '和它所在的这一行对不上，打不开：被改动过，或是从别处抄来的',
  incomplete: '不全，不能用',
};
const NEXT: Readonly<Record<Unreadable, string>> = {
  'other-key': '请管理员换回原来的 APP_SECRET，或重新填写这个连接',
  broken: '请管理员查清是谁动了库，再重新填写这个连接',
  incomplete: '请管理员重新填写这个连接',
};

/** Sentence for an administrator if a stored connection cannot be used. */
export const unreadableWords = (name: string, why: Unreadable): string =>
  `连接“${name}”存在库里的密钥${WHY[why]}。${NEXT[why]}。`;

/** The same for a connection of the environment: its values are known, so work goes on with them. */
export const rewrittenWords = (name: string, why: Unreadable, enteredLost: boolean): string =>
  `连接“${name}”存在库里的密钥${WHY[why]}。${enteredLost ? ENTERED_LOST : IN_ENVIRONMENT}${
    why === 'other-key' ? 'APP_SECRET 不是有意换的，就换回原来的' : '请管理员查清是谁动了库'
  }（docs/operations.md）。`;
const IN_ENVIRONMENT = '环境变量里有它的值，已经用现在的 APP_SECRET 重新加密写入，照常工作。';
const ENTERED_LOST =
  '它是在“连接”页上换过的，那个值找不回来了：现在用的是环境变量里的。登录不了，就在“连接”页上再换一次。';

/** Sentence for an administrator if the environment's values have changed since a secret was entered on the page. */
export const setAsideWords = (name: string): string =>
  `连接“${name}”：环境变量里的密钥或账号改过，从现在起用环境变量的，以前在“连接”页上换的密钥不再用。`;

export class ConnectionUnreadableError extends DomainError {
  readonly code = 'connection/unreadable';
  readonly title = '连接的密钥打不开';
  readonly status = 503;

  constructor(
    name: string,
    readonly why: Unreadable,
  ) {
    super(unreadableWords(name, why));
  }
}

export class ConnectionNotFoundError extends DomainError {
  readonly code = 'connection/not-found';
  readonly title = '没有这个连接';
  readonly status = 404;

  constructor(id: string) {
    super('没有这个连接，可能已经删除。', { id });
  }
}
