import {
  type Member,
  type Members as MemberList,
  member,
  members,
  type SetRoles,
  setRoles,
} from '@dingdee/shared/session';
import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../domain/actor.js';
import { AllowRoles, CurrentActor } from '../role/roles.decorator.js';
import { Members } from './members.js';

@ApiTags('成员与角色')
@Controller('api/roles')
@AllowRoles('admin')
export class RolesController {
  constructor(private readonly people: Members) {}

  @Get()
  @ApiOkResponse({ standardSchema: members })
  async list(): Promise<MemberList> {
    return { items: await this.people.list() };
  }

  @Put(':userId')
  @ApiOkResponse({ standardSchema: member })
  set(
    @Param('userId') userId: string,
    @Body({ schema: setRoles }) body: SetRoles,
    @CurrentActor() actor: Actor,
  ): Promise<Member> {
    return this.people.setRoles(userId, body.roles, actor);
  }
}
