import type { MarketTemplates } from '@dingdee/shared/market';
import { schemeRoutes } from '@dingdee/shared/routes/scheme';
import type {
  ApprovalForm,
  ApprovalForms,
  CreateScheme,
  DeleteScheme,
  DisableScheme,
  EnableScheme as Enable,
  PatchScheme,
  PutSchemeContent,
  SchemeDetail,
  SchemeList,
  SchemeReadiness,
} from '@dingdee/shared/scheme';
import type { ExportedScheme, FormMatch, ImportScheme as Import, MatchQuery } from '@dingdee/shared/scheme-file';
import type { NameVersion, RestoreVersion } from '@dingdee/shared/scheme-version';
import { Body, Controller, Param, Query } from '@nestjs/common';
import { CurrentActor } from '../access/role/roles.decorator.js';
import { Route } from '../access/role/route.decorator.js';
import type { Actor } from '../domain/actor.js';
import { CheckControls } from './drift/check-controls.js';
import { EnableScheme } from './enable/enable-scheme.js';
import { RetireScheme } from './enable/retire-scheme.js';
import { ImportScheme } from './exchange/import-scheme.js';
import { FormCalls } from './form/form-calls.js';
import { ReadForm } from './form/read-form.js';
import { beginnings } from './market/blank.js';
import { wantsOf } from './market/market.js';
import { sampleBill } from './market/sample-bill.js';
import { SchemeStore } from './version/scheme-store.js';
import { WriteScheme } from './version/write-scheme.js';

@Controller()
export class SchemeController {
  constructor(
    private readonly schemes: SchemeStore,
    private readonly writing: WriteScheme,
    private readonly enabling: EnableScheme,
    private readonly retiring: RetireScheme,
    private readonly forms: ReadForm,
    private readonly exchange: ImportScheme,
    private readonly controls: CheckControls,
    private readonly calls: FormCalls,
  ) {}

  @Route(schemeRoutes.list)
  async list(): Promise<SchemeList> {
    return { items: await this.schemes.list() };
  }

  @Route(schemeRoutes.create)
  create(@Body() body: CreateScheme, @CurrentActor() actor: Actor): Promise<SchemeDetail> {
    return this.writing.create(body, actor);
  }

  @Route(schemeRoutes.show)
  show(@Param('id') id: string): Promise<SchemeDetail> {
    return this.writing.detail(id);
  }

  @Route(schemeRoutes.patch)
  patch(@Param('id') id: string, @Body() body: PatchScheme, @CurrentActor() actor: Actor): Promise<SchemeDetail> {
    return this.writing.patch(id, body, actor);
  }

  @Route(schemeRoutes.readiness)
  readiness(@Param('id') id: string): Promise<SchemeReadiness> {
    return this.enabling.readiness(id);
  }

  @Route(schemeRoutes.enable)
  enable(@Param('id') id: string, @Body() body: Enable, @CurrentActor() actor: Actor): Promise<SchemeDetail> {
    return this.enabling.enable(id, body, actor);
  }

  @Route(schemeRoutes.disable)
  disable(@Param('id') id: string, @Body() body: DisableScheme, @CurrentActor() actor: Actor): Promise<SchemeDetail> {
    return this.retiring.disable(id, body, actor);
  }

  @Route(schemeRoutes.delete)
  delete(@Param('id') id: string, @Body() body: DeleteScheme, @CurrentActor() actor: Actor): Promise<void> {
    return this.retiring.delete(id, body, actor);
  }

  @Route(schemeRoutes.putContent)
  async putContent(
    @Param('id') id: string,
    @Body() body: PutSchemeContent,
    @CurrentActor() actor: Actor,
  ): Promise<SchemeDetail> {
    await this.controls.mustName(id, body.content);
    return this.writing.putContent(id, body, actor);
  }

  @Route(schemeRoutes.nameVersion)
  nameVersion(@Param('id') id: string, @Body() body: NameVersion, @CurrentActor() actor: Actor): Promise<void> {
    return this.writing.nameVersion(id, body, actor);
  }

  @Route(schemeRoutes.restore)
  restore(
    @Param('id') id: string,
    @Body() { version, number }: RestoreVersion,
    @CurrentActor() actor: Actor,
  ): Promise<SchemeDetail> {
    return this.writing.restore(id, number, version, actor);
  }

  @Route(schemeRoutes.export)
  export(@Param('id') id: string): Promise<ExportedScheme> {
    return this.exchange.export(id);
  }

  @Route(schemeRoutes.import)
  import(@Body() body: Import, @CurrentActor() actor: Actor): Promise<SchemeDetail> {
    return this.exchange.import(body, actor);
  }

  @Route(schemeRoutes.templates)
  market(): MarketTemplates {
    return {
      items: beginnings().map((file) => {
        const { code, name, description, target } = file;
        return { code, name, description, target, wants: wantsOf(file), sample: sampleBill(file) };
      }),
    };
  }

  @Route(schemeRoutes.match)
  async match(
    @Param('code') code: string,
    @Query() query: MatchQuery,
    @CurrentActor() actor: Actor,
  ): Promise<FormMatch> {
    this.calls.spend(actor);
    return this.writing.match(code, query);
  }

  @Route(schemeRoutes.forms)
  async listForms(@CurrentActor() actor: Actor): Promise<ApprovalForms> {
    this.calls.spend(actor);
    return this.forms.list();
  }

  @Route(schemeRoutes.form)
  async showForm(@Param('processCode') processCode: string, @CurrentActor() actor: Actor): Promise<ApprovalForm> {
    this.calls.spend(actor);
    return this.forms.one(processCode);
  }
}
