import { LONGEST_TOKEN_DAYS, TOKEN_CALLS_A_MINUTE } from '@dingdee/shared/api-token';
import { DomainError } from '../../problem/domain-error.js';

/** Thrown for an unknown, expired or revoked token alike, so that an attacker learns nothing from guesses. */
export class TokenRefusedError extends DomainError {
  readonly code = 'token/refused';
  readonly title = '令牌不能用';
  readonly status = 401;
  constructor() {
    super(
      '令牌不对、到期或已停用，没有读到任何数据。请钉蝶的管理员在“数据”里新建一个，放在请求头 Authorization: Bearer 后面。',
    );
  }
}

export class TokenScopeError extends DomainError {
  readonly code = 'token/scope';
  readonly title = '令牌不能读这个数据集';
  readonly status = 403;
  constructor(dataset: string) {
    super(`这个令牌没有“${dataset}”，没有读到任何数据。需要的话，请钉蝶的管理员新建一个包含它的令牌。`);
  }
}

export class TokenTooManyError extends DomainError {
  readonly code = 'token/too-many';
  readonly title = '读得太快';
  readonly status = 429;
  constructor() {
    super(`每个令牌每分钟最多 ${TOKEN_CALLS_A_MINUTE} 次。请等一分钟再读，或一次多读几行。`);
  }
}

export class TokenUntilError extends DomainError {
  readonly code = 'token/until';
  readonly title = '到期日不对';
  readonly status = 422;
  constructor() {
    super(`没有建立：到期日要是真实的日期，不早于今天，最多 ${LONGEST_TOKEN_DAYS} 天以后。改了日期再建。`);
  }
}

/** Thrown for a dataset whose rows have no organisation: the token could not limit it to some organisations. */
export class TokenOrganisationError extends DomainError {
  readonly code = 'token/organisation';
  readonly title = '这些数据不分组织';
  readonly status = 422;
  constructor(names: readonly string[]) {
    super(`没有建立：${names.join('、')}不按组织分，只给一个组织的令牌不能读它。去掉它，或选全部组织。`);
  }
}

export class TokenNotFoundError extends DomainError {
  readonly code = 'token/not-found';
  readonly title = '没有这个令牌';
  readonly status = 404;
  constructor() {
    super('没有找到这个令牌。刷新页面再看。');
  }
}
