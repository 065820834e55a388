import { MOST_WEBHOOKS } from '@dingdee/shared/webhook';
import { DomainError } from '../problem/domain-error.js';

export class WebhookNotFoundError extends DomainError {
  readonly code = 'webhook/not-found';
  readonly title = '没有找到';
  readonly status = 404;
  constructor() {
    super('已经删除，或送的记录已过三十天。没有改动，请刷新列表。');
  }
}

export class WebhookStaleError extends DomainError {
  readonly code = 'webhook/stale';
  readonly title = '刚刚变了';
  readonly status = 409;
  constructor() {
    super('别人刚改过，或正在送。没有改动，请看一眼现在的样子再做。');
  }
}

export class WebhookAddressError extends DomainError {
  readonly code = 'webhook/address';
  readonly title = '不能送到这个地址';
  readonly status = 422;
  constructor() {
    super(
      '地址要以 https:// 开头，端口 443 或 8443，不带用户名和密码，不能是内网或本机。要送到内网的系统，请管理员在服务器的 WEBHOOK_ALLOW_HOSTS 里写上它。没有保存。',
    );
  }
}

export class WebhookTooManyError extends DomainError {
  readonly code = 'webhook/too-many';
  readonly title = '太多了';
  readonly status = 409;
  constructor() {
    super(`最多 ${MOST_WEBHOOKS} 个。没有新建，请先删掉不用的。`);
  }
}

export class WebhookPausedError extends DomainError {
  readonly code = 'webhook/paused';
  readonly title = '已暂停';
  readonly status = 409;
  constructor() {
    super('暂停时不送。没有发测试，请先打开它。');
  }
}

export class WebhookRotatingError extends DomainError {
  readonly code = 'webhook/rotating';
  readonly title = '刚换过密钥';
  readonly status = 409;
  constructor() {
    super('上一次换的旧密钥还没有到期，再换会让对方认不出。没有换，请等它到期；密钥泄露了，请删掉重建。');
  }
}
