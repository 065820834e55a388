import type { AskedBefore } from '@dingdee/shared/request';
import { requestRoutes } from '@dingdee/shared/routes/session';
import { Controller, Param } from '@nestjs/common';
import type { Actor } from '../../domain/actor.js';
import { CurrentActor } from '../role/roles.decorator.js';
import { Route } from '../role/route.decorator.js';
import { KeyedRequests } from './keyed-requests.js';

/** Tells whether a request whose answer was lost has arrived. */
@Controller()
export class RequestController {
  constructor(private readonly requests: KeyedRequests) {}

  @Route(requestRoutes.show)
  show(@Param('key') key: string, @CurrentActor() actor: Actor): Promise<AskedBefore> {
    return this.requests.askedBefore(key, actor);
  }
}
