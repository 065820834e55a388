import {
  type ApprovePreview,
  type ApproveBill as ApproveRequest,
  approveBill,
  approvePreview,
  type BatchResult,
  type BillDetail,
  type BillPage,
  type BillQuery,
  type BillRefs,
  type BillSummary,
  batchResult,
  billDetail,
  billPage,
  billQuery,
  billRefs,
  billSummary,
  type CreateSelection,
  createSelection,
  type ReasonedAction,
  type ReasonGroups,
  type RecentByScheme,
  type RevealAccount as Revealed,
  reasonedAction,
  reasonGroups,
  recentByScheme,
  revealAccount,
  type StageQuery,
  type StageTotals,
  stageQuery,
  stageTotals,
} from '@dingdee/shared/bill';
import { ROLES } from '@dingdee/shared/session';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { AllowRoles, CurrentActor } from '../access/role/roles.decorator.js';
import { AskApplicant } from '../bill/park/ask-applicant.js';
import { ParkBill } from '../bill/park/park-bill.js';
import { ApproveBill } from '../bill/review/approve-bill.js';
import { RevealAccount } from '../bill/review/reveal-account.js';
import { PARKERS, REVEALERS, REVIEWERS } from '../bill/review/review-rules.js';
import type { Actor } from '../domain/actor.js';
import { ShowBill } from '../read/bill/show-bill.js';
import { ListBills } from '../read/list/list-bills.js';

/** Bills as people see and review them. Every write carries the version that was looked at; the answer is the bill after it. */
@ApiTags('bills')
@Controller('api/bills')
@AllowRoles(...ROLES)
export class BillController {
  constructor(
    private readonly list: ListBills,
    private readonly details: ShowBill,
    private readonly approval: ApproveBill,
    private readonly park: ParkBill,
    private readonly applicant: AskApplicant,
    private readonly account: RevealAccount,
  ) {}

  @Get()
  @ApiOkResponse({ standardSchema: billPage })
  page(@Query({ schema: billQuery }) query: BillQuery, @CurrentActor() actor: Actor): Promise<BillPage> {
    return this.list.page(query, actor);
  }

  @Get('stages')
  @ApiOkResponse({ standardSchema: stageTotals })
  stages(@Query({ schema: stageQuery }) query: StageQuery): Promise<StageTotals> {
    return this.list.stages(query);
  }

  @Get('by-scheme')
  @ApiOkResponse({ standardSchema: recentByScheme })
  byScheme(): Promise<RecentByScheme> {
    return this.list.recentByScheme();
  }

  @Get('groups')
  @ApiOkResponse({ standardSchema: reasonGroups })
  groups(
    @Query({ schema: createSelection }) filter: CreateSelection,
    @CurrentActor() actor: Actor,
  ): Promise<ReasonGroups> {
    return this.list.groups(filter, actor);
  }

  @Post('approve')
  @HttpCode(200)
  @AllowRoles(...REVIEWERS)
  @ApiOkResponse({ standardSchema: batchResult })
  approveAll(@Body({ schema: billRefs }) refs: BillRefs, @CurrentActor() actor: Actor): Promise<BatchResult> {
    return this.approval.approveAll(refs, actor);
  }

  @Post('approve/preview')
  @HttpCode(200)
  @AllowRoles(...REVIEWERS)
  @ApiOkResponse({ standardSchema: approvePreview })
  previewApproval(@Body({ schema: billRefs }) refs: BillRefs, @CurrentActor() actor: Actor): Promise<ApprovePreview> {
    return this.approval.preview(refs, actor);
  }

  @Get(':id')
  @ApiOkResponse({ standardSchema: billDetail })
  show(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<BillDetail> {
    return this.details.show(id, actor);
  }

  @Post(':id/approve')
  @HttpCode(200)
  @AllowRoles(...REVIEWERS)
  @ApiOkResponse({ standardSchema: billSummary })
  async approve(
    @Param('id') id: string,
    @Body({ schema: approveBill }) body: ApproveRequest,
    @CurrentActor() actor: Actor,
  ): Promise<BillSummary> {
    await this.approval.approve(id, body, actor);
    return this.list.summary(id);
  }

  @Post(':id/unapprove')
  @HttpCode(200)
  @AllowRoles(...REVIEWERS)
  @ApiOkResponse({ standardSchema: billSummary })
  async unapprove(
    @Param('id') id: string,
    @Body({ schema: reasonedAction }) body: ReasonedAction,
    @CurrentActor() actor: Actor,
  ): Promise<BillSummary> {
    await this.approval.withdraw(id, body, actor);
    return this.list.summary(id);
  }

  @Post(':id/hold')
  @HttpCode(200)
  @AllowRoles(...PARKERS)
  @ApiOkResponse({ standardSchema: billSummary })
  async hold(
    @Param('id') id: string,
    @Body({ schema: reasonedAction }) body: ReasonedAction,
    @CurrentActor() actor: Actor,
  ): Promise<BillSummary> {
    await this.park.hold(id, body, actor);
    return this.list.summary(id);
  }

  @Post(':id/release')
  @HttpCode(200)
  @AllowRoles(...PARKERS)
  @ApiOkResponse({ standardSchema: billSummary })
  async release(
    @Param('id') id: string,
    @Body({ schema: reasonedAction }) body: ReasonedAction,
    @CurrentActor() actor: Actor,
  ): Promise<BillSummary> {
    await this.park.release(id, body, actor);
    return this.list.summary(id);
  }

  @Post(':id/exclude')
  @HttpCode(200)
  @AllowRoles(...REVIEWERS)
  @ApiOkResponse({ standardSchema: billSummary })
  async exclude(
    @Param('id') id: string,
    @Body({ schema: reasonedAction }) body: ReasonedAction,
    @CurrentActor() actor: Actor,
  ): Promise<BillSummary> {
    await this.park.exclude(id, body, actor);
    return this.list.summary(id);
  }

  @Post(':id/ask-applicant')
  @HttpCode(200)
  @AllowRoles(...PARKERS)
  @ApiOkResponse({ standardSchema: billSummary })
  async ask(
    @Param('id') id: string,
    @Body({ schema: reasonedAction }) body: ReasonedAction,
    @CurrentActor() actor: Actor,
  ): Promise<BillSummary> {
    await this.applicant.ask(id, body, actor);
    return this.list.summary(id);
  }

  @Post(':id/reveal-account')
  @HttpCode(200)
  @AllowRoles(...REVEALERS)
  @ApiOkResponse({ standardSchema: revealAccount })
  reveal(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<Revealed> {
    return this.account.reveal(id, actor);
  }
}
