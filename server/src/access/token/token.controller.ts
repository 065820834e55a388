import type { ApiToken, CreateToken, MadeToken, ApiTokens as Shown } from '@dingdee/shared/api-token';
import { tokenRoutes } from '@dingdee/shared/routes/dataset';
import { Body, Controller, Param } from '@nestjs/common';
import type { Actor } from '../../domain/actor.js';
import { CurrentActor } from '../role/roles.decorator.js';
import { Route } from '../role/route.decorator.js';
import { ApiTokens } from './api-tokens.js';

/** Routes for the tokens with which other systems read. */
@Controller()
export class TokenController {
  constructor(private readonly tokens: ApiTokens) {}

  @Route(tokenRoutes.list)
  async list(): Promise<Shown> {
    return { items: await this.tokens.list() };
  }

  @Route(tokenRoutes.create)
  create(@Body() body: CreateToken, @CurrentActor() actor: Actor): Promise<MadeToken> {
    return this.tokens.create(body, actor);
  }

  @Route(tokenRoutes.revoke)
  revoke(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<ApiToken> {
    return this.tokens.revoke(id, actor);
  }
}
