import {
  type ApprovalForm,
  type ApprovalForms,
  approvalForm,
  approvalForms,
  type CreateScheme,
  createScheme,
  type MarketTemplates,
  marketTemplates,
  type PatchScheme,
  type PutSchemeContent,
  patchScheme,
  putSchemeContent,
  type SchemeDetail,
  type SchemeList,
  schemeDetail,
  schemeList,
} from '@dingdee/shared/scheme';
import { Body, Controller, Get, Param, Patch, Post, Put } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../access/actor.js';
import { AllowRoles, CurrentActor } from '../access/roles.decorator.js';
import { ReadForm } from './read-form.js';
import { SchemeStore } from './scheme-store.js';
import { MARKET } from './templates/market.js';
import { WriteScheme } from './write-scheme.js';

@ApiTags('集成方案')
@Controller('api')
export class SchemeController {
  constructor(
    private readonly schemes: SchemeStore,
    private readonly writing: WriteScheme,
    private readonly forms: ReadForm,
  ) {}

  @Get('schemes')
  @ApiOperation({ summary: '全部集成方案' })
  @ApiOkResponse({ standardSchema: schemeList })
  async list(): Promise<SchemeList> {
    return { items: await this.schemes.list() };
  }

  @Post('schemes')
  @AllowRoles('admin')
  @ApiOperation({ summary: '用市场模板为一个钉钉表单建方案，控件按名称对应' })
  @ApiCreatedResponse({ standardSchema: schemeDetail })
  create(@Body({ schema: createScheme }) body: CreateScheme, @CurrentActor() actor: Actor): Promise<SchemeDetail> {
    return this.writing.create(body, actor);
  }

  @Get('schemes/:id')
  @ApiOperation({ summary: '一个方案和它当前版本的内容' })
  @ApiOkResponse({ standardSchema: schemeDetail })
  show(@Param('id') id: string): Promise<SchemeDetail> {
    return this.writing.detail(id);
  }

  @Patch('schemes/:id')
  @AllowRoles('admin')
  @ApiOperation({
    summary:
      '启用、停用、改名，或改推送方式（调用方式、允许的交互提示、编号由谁给、审批键写在哪个字段）；启用也会结束暂停',
  })
  @ApiOkResponse({ standardSchema: schemeDetail })
  patch(
    @Param('id') id: string,
    @Body({ schema: patchScheme }) body: PatchScheme,
    @CurrentActor() actor: Actor,
  ): Promise<SchemeDetail> {
    return this.writing.patch(id, body, actor);
  }

  @Put('schemes/:id/content')
  @AllowRoles('admin')
  @ApiOperation({ summary: '保存为新版本；未审核的单据按新版本重新映射' })
  @ApiOkResponse({ standardSchema: schemeDetail })
  putContent(
    @Param('id') id: string,
    @Body({ schema: putSchemeContent }) body: PutSchemeContent,
    @CurrentActor() actor: Actor,
  ): Promise<SchemeDetail> {
    return this.writing.putContent(id, body, actor);
  }

  @Get('templates')
  @ApiOperation({ summary: '方案市场' })
  @ApiOkResponse({ standardSchema: marketTemplates })
  market(): MarketTemplates {
    return { items: MARKET.map(({ code, name, description, target }) => ({ code, name, description, target })) };
  }

  @Get('dingtalk/forms')
  @ApiOperation({ summary: '钉钉的审批表单' })
  @ApiOkResponse({ standardSchema: approvalForms })
  listForms(): Promise<ApprovalForms> {
    return this.forms.list();
  }

  @Get('dingtalk/forms/:processCode')
  @ApiOperation({ summary: '一个审批表单的控件' })
  @ApiOkResponse({ standardSchema: approvalForm })
  showForm(@Param('processCode') processCode: string): Promise<ApprovalForm> {
    return this.forms.one(processCode);
  }
}
