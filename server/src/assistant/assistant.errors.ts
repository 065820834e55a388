import { DomainError } from '../problem/domain-error.js';

export class ToolArgumentsError extends DomainError {
  readonly code = 'assistant/arguments';
  readonly title = '参数不对';
  readonly status = 400;
  constructor(paths: readonly string[]) {
    const named = [...new Set(paths.filter((path) => path !== ''))].join('、');
    super(`参数不对${named ? `（${named}）` : ''}，什么也没做。按工具的说明改了再调用。`);
  }
}

export class ToolUnknownError extends DomainError {
  readonly code = 'assistant/tool';
  readonly title = '没有这个工具';
  readonly status = 404;
  constructor() {
    super('没有这个工具，什么也没做。工具只有清单里的这些：只能看和提建议。');
  }
}

export class ToolScopeError extends DomainError {
  readonly code = 'assistant/scope';
  readonly title = '令牌不能这样用';
  readonly status = 403;
  constructor(scope: 'read' | 'propose') {
    super(
      `这个令牌没有给助手“${scope === 'read' ? '看' : '提建议'}”的权限，什么也没做。需要的话，请钉蝶的管理员新建一个勾了它的令牌。`,
    );
  }
}

export class PostOnlyError extends DomainError {
  readonly code = 'request/method';
  readonly title = '不支持这种请求';
  readonly status = 405;
  constructor() {
    super('这个地址没有会话，也不推送，只接受 POST。');
  }
}

/** Also for a bill of another organisation, so that the answer reveals nothing. */
export class NoSuchBillError extends DomainError {
  readonly code = 'bill/not-found';
  readonly title = '没有这张单据';
  readonly status = 404;
  constructor() {
    super('没有这张单据，或者这个令牌看不到它。单据编号用 search_bills 查。');
  }
}

export class ContentChangedError extends DomainError {
  readonly code = 'proposal/content-changed';
  readonly title = '单据内容已经变了';
  readonly status = 409;
  constructor() {
    super('单据的内容和你看到的不一样了，没有提建议。用 get_bill 重新看，再提。');
  }
}

/** Values that no assistant may propose: the payee and similar fields, and fields that lack no value. */
export class NotProposableError extends DomainError {
  readonly code = 'proposal/not-proposable';
  readonly title = '这里不能提建议';
  readonly status = 422;
}

export class TooManyProposalsError extends DomainError {
  readonly code = 'proposal/too-many';
  readonly title = '建议太多';
  readonly status = 429;
  constructor(sentence: string) {
    super(sentence);
  }
}

export class ProposalNotFoundError extends DomainError {
  readonly code = 'proposal/not-found';
  readonly title = '没有这条建议';
  readonly status = 404;
  constructor() {
    super('没有找到这条建议。刷新页面再看。');
  }
}

export class ProposalClosedError extends DomainError {
  readonly code = 'proposal/closed';
  readonly title = '已经有人处理了';
  readonly status = 409;
  constructor(name: string | null) {
    super(`${name ?? '别人'} 刚处理了这条建议，你这一次没有改动。刷新页面再看。`);
  }
}

export class ProposalOutdatedError extends DomainError {
  readonly code = 'proposal/outdated';
  readonly title = '建议已过时';
  readonly status = 409;
  constructor() {
    super('提建议之后单据的内容变了，或者那个令牌停用了。没有改动；要改，在单据上直接改。');
  }
}
