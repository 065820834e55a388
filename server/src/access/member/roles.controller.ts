import { memberRoutes } from '@dingdee/shared/routes/session';
import type { Member, Members as MemberList, SetRoles } from '@dingdee/shared/session';
import { Body, Controller, Param } from '@nestjs/common';
import type { Actor } from '../../domain/actor.js';
import { CurrentActor } from '../role/roles.decorator.js';
import { Route } from '../role/route.decorator.js';
import { Members } from './members.js';

@Controller()
export class RolesController {
  constructor(private readonly people: Members) {}

  @Route(memberRoutes.list)
  async list(): Promise<MemberList> {
    return { items: await this.people.list() };
  }

  @Route(memberRoutes.setRoles)
  set(@Param('userId') userId: string, @Body() body: SetRoles, @CurrentActor() actor: Actor): Promise<Member> {
    return this.people.setRoles(userId, body, actor);
  }
}
