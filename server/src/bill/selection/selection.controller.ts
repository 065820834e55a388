import { type FreezeSelection, freezeSelection, type Selection, selection } from '@dingdee/shared/bill';
import { ROLES } from '@dingdee/shared/session';
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { AllowRoles, CurrentActor } from '../../access/role/roles.decorator.js';
import type { Actor } from '../../domain/actor.js';
import { BillSelections } from './bill-selections.js';

/** 全选符合条件, frozen on the server; only the person who made it can use it. */
@ApiTags('bills')
@Controller('api/selections')
@AllowRoles(...ROLES)
export class SelectionController {
  constructor(private readonly selections: BillSelections) {}

  @Post()
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: selection })
  create(@Body({ schema: freezeSelection }) filter: FreezeSelection, @CurrentActor() actor: Actor): Promise<Selection> {
    return this.selections.create(filter, actor);
  }

  @Get(':id')
  @ApiOkResponse({ standardSchema: selection })
  show(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<Selection> {
    return this.selections.show(id, actor);
  }
}
