import type { AskedBefore } from '@dingdee/shared/request';
import { type CallHandler, type ExecutionContext, Injectable, Logger, type NestInterceptor } from '@nestjs/common';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { clock } from '../../database/clock.js';
import { Database } from '../../database/database.js';
import { endKey, keyedRequest, keyId, keyRow, mustBeNew, stateOf, underKey } from '../../database/request-keys.js';
import type { Actor } from '../../domain/actor.js';
import { DomainError } from '../../problem/domain-error.js';
import type { SignedInRequest } from '../role/roles.decorator.js';

const HEADER = 'idempotency-key';
const KEY = /^[\w-]{8,64}$/;

/**
 * Makes writing requests idempotent: a request with the same key of the same person does nothing a second time, and it can be asked whether it was
 * done. It covers every route that writes; the routes need no code for it.
 */
@Injectable()
export class KeyedRequests implements NestInterceptor {
  private readonly log = new Logger('requests');

  constructor(private readonly db: Database) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<SignedInRequest>();
    const { method, actor, headers } = request;
    const key = headers[HEADER];
    if (method === 'GET' || method === 'HEAD' || !actor || typeof key !== 'string' || !KEY.test(key))
      return next.handle();
    const keyed = keyedRequest(
      actor.userId,
      key,
      `${method} ${request.url.split('?')[0] ?? ''}`.slice(0, 120),
      request.body,
    );
    return from(this.once(keyed, () => lastValueFrom(next.handle(), { defaultValue: undefined })));
  }

  /** Returns the state of this person's request with this key. */
  async askedBefore(key: string, actor: Actor): Promise<AskedBefore> {
    return stateOf(await keyRow(this.db.read, keyId(actor.userId, key)), clock.now());
  }

  private async once<T>(keyed: ReturnType<typeof keyedRequest>, work: () => Promise<T>): Promise<T> {
    const before = await keyRow(this.db.read, keyed.id);
    if (before !== null) mustBeNew(before, keyed, clock.now());
    return underKey(keyed, work, async ({ kept, error }) => {
      if (!kept) return;
      const outcome = error === undefined ? 'done' : error instanceof DomainError ? { code: error.code } : 'broken';
      try {
        await this.db.inTransaction((tx) => endKey(tx, keyed, outcome));
      } catch (trouble) {
        this.log.warn(`how a request ended was not kept: ${String(trouble)}`);
      }
    });
  }
}
