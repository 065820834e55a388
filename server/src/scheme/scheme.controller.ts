import {
  type ApprovalForm,
  type ApprovalForms,
  approvalForm,
  approvalForms,
  type CreateScheme,
  createScheme,
  type DeleteScheme,
  type DisableScheme,
  deleteScheme,
  disableScheme,
  type EnableScheme as Enable,
  enableScheme,
  type MarketTemplates,
  marketTemplates,
  type PatchScheme,
  type PutSchemeContent,
  patchScheme,
  putSchemeContent,
  type SchemeDetail,
  type SchemeList,
  type SchemeReadiness,
  schemeDetail,
  schemeList,
  schemeReadiness,
} from '@dingdee/shared/scheme';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AllowRoles, CurrentActor } from '../access/role/roles.decorator.js';
import type { Actor } from '../domain/actor.js';
import { EnableScheme } from './enable/enable-scheme.js';
import { RetireScheme } from './enable/retire-scheme.js';
import { ReadForm } from './form/read-form.js';
import { MARKET } from './market/market.js';
import { SchemeStore } from './version/scheme-store.js';
import { WriteScheme } from './version/write-scheme.js';

@ApiTags('集成方案')
@Controller('api')
export class SchemeController {
  constructor(
    private readonly schemes: SchemeStore,
    private readonly writing: WriteScheme,
    private readonly enabling: EnableScheme,
    private readonly retiring: RetireScheme,
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
  @ApiOperation({ summary: '用市场模板为一个钉钉表单建方案草稿，控件按名称对应；启用之前什么都不采集' })
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
    summary: '改名，或改推送方式（调用方式、允许的交互提示、编号由谁给、审批键写在哪个字段）',
  })
  @ApiOkResponse({ standardSchema: schemeDetail })
  patch(
    @Param('id') id: string,
    @Body({ schema: patchScheme }) body: PatchScheme,
    @CurrentActor() actor: Actor,
  ): Promise<SchemeDetail> {
    return this.writing.patch(id, body, actor);
  }

  @Get('schemes/:id/readiness')
  @AllowRoles('admin')
  @ApiOperation({ summary: '启用前看一看：按钉钉现在的表单和金蝶的基础资料，缺什么、不能启用的、要知道的' })
  @ApiOkResponse({ standardSchema: schemeReadiness })
  readiness(@Param('id') id: string): Promise<SchemeReadiness> {
    return this.enabling.readiness(id);
  }

  @Post('schemes/:id/enable')
  @HttpCode(200)
  @AllowRoles('admin')
  @ApiOperation({
    summary:
      '启用；每一张都会停下的不能启用，其余提醒要逐项认过。第一次启用可定从哪天完成的审批开始收，更早的记为期初。已启用的，只结束程序自己的暂停',
  })
  @ApiOkResponse({ standardSchema: schemeDetail })
  enable(
    @Param('id') id: string,
    @Body({ schema: enableScheme }) body: Enable,
    @CurrentActor() actor: Actor,
  ): Promise<SchemeDetail> {
    return this.enabling.enable(id, body, actor);
  }

  @Post('schemes/:id/disable')
  @HttpCode(200)
  @AllowRoles('admin')
  @ApiOperation({ summary: '停用：不再采集；已收的单据照常审核和推送' })
  @ApiOkResponse({ standardSchema: schemeDetail })
  disable(
    @Param('id') id: string,
    @Body({ schema: disableScheme }) body: DisableScheme,
    @CurrentActor() actor: Actor,
  ): Promise<SchemeDetail> {
    return this.retiring.disable(id, body, actor);
  }

  @Delete('schemes/:id')
  @HttpCode(204)
  @AllowRoles('admin')
  @ApiOperation({ summary: '删除一个没有收过审批的方案；收过的只能停用' })
  @ApiNoContentResponse()
  delete(
    @Param('id') id: string,
    @Body({ schema: deleteScheme }) body: DeleteScheme,
    @CurrentActor() actor: Actor,
  ): Promise<void> {
    return this.retiring.delete(id, body, actor);
  }

  @Put('schemes/:id/content')
  @AllowRoles('admin')
  @ApiOperation({ summary: '保存为新版本；还没通过的单据按新版本重新映射' })
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
