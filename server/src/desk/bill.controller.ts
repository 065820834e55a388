import type {
  ApprovePreview,
  ApproveBill as ApproveRequest,
  BatchResult,
  BillDetail,
  BillPage,
  BillQuery,
  BillRefs,
  BillSummary,
  BulkOffers as BulkOffersAnswer,
  CreateSelection,
  ReasonedAction,
  ReasonGroups,
  RecentByScheme,
  RevealAccount as Revealed,
  SeenBills,
  StageQuery,
  StageTotals,
} from '@dingdee/shared/bill';
import { billRoutes } from '@dingdee/shared/routes/bill';
import { Body, Controller, Param, Query } from '@nestjs/common';
import { CurrentActor } from '../access/role/roles.decorator.js';
import { Route } from '../access/role/route.decorator.js';
import { AskApplicant } from '../bill/park/ask-applicant.js';
import { ParkBill } from '../bill/park/park-bill.js';
import { ApproveBill } from '../bill/review/approve-bill.js';
import { RevealAccount } from '../bill/review/reveal-account.js';
import { BulkOffers } from '../bill/selection/bulk-offers.js';
import type { Actor } from '../domain/actor.js';
import { ShowBill } from '../read/bill/show-bill.js';
import { ListBills } from '../read/list/list-bills.js';

/** Bills as people see and review them. Every write carries the version that was looked at; the answer is the bill after it. */
@Controller()
export class BillController {
  constructor(
    private readonly list: ListBills,
    private readonly details: ShowBill,
    private readonly approval: ApproveBill,
    private readonly park: ParkBill,
    private readonly applicant: AskApplicant,
    private readonly account: RevealAccount,
    private readonly offers: BulkOffers,
  ) {}

  @Route(billRoutes.list)
  page(@Query() query: BillQuery, @CurrentActor() actor: Actor): Promise<BillPage> {
    return this.list.page(query, actor);
  }

  @Route(billRoutes.stages)
  stages(@Query() query: StageQuery): Promise<StageTotals> {
    return this.list.stages(query);
  }

  @Route(billRoutes.byScheme)
  byScheme(): Promise<RecentByScheme> {
    return this.list.recentByScheme();
  }

  @Route(billRoutes.groups)
  groups(@Query() filter: CreateSelection, @CurrentActor() actor: Actor): Promise<ReasonGroups> {
    return this.list.groups(filter, actor);
  }

  @Route(billRoutes.approveMany)
  approveAll(@Body() refs: BillRefs, @CurrentActor() actor: Actor): Promise<BatchResult> {
    return this.approval.approveAll(refs, actor);
  }

  @Route(billRoutes.previewApproval)
  previewApproval(@Body() refs: BillRefs, @CurrentActor() actor: Actor): Promise<ApprovePreview> {
    return this.approval.preview(refs, actor);
  }

  @Route(billRoutes.actions)
  actions(@Body() seen: SeenBills, @CurrentActor() actor: Actor): Promise<BulkOffersAnswer> {
    return this.offers.ofSeen(seen, actor);
  }

  @Route(billRoutes.show)
  show(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<BillDetail> {
    return this.details.show(id, actor);
  }

  @Route(billRoutes.approve)
  async approve(
    @Param('id') id: string,
    @Body() body: ApproveRequest,
    @CurrentActor() actor: Actor,
  ): Promise<BillSummary> {
    await this.approval.approve(id, body, actor);
    return this.list.summary(id);
  }

  @Route(billRoutes.unapprove)
  async unapprove(
    @Param('id') id: string,
    @Body() body: ReasonedAction,
    @CurrentActor() actor: Actor,
  ): Promise<BillSummary> {
    await this.approval.withdraw(id, body, actor);
    return this.list.summary(id);
  }

  @Route(billRoutes.hold)
  async hold(
    @Param('id') id: string,
    @Body() body: ReasonedAction,
    @CurrentActor() actor: Actor,
  ): Promise<BillSummary> {
    await this.park.hold(id, body, actor);
    return this.list.summary(id);
  }

  @Route(billRoutes.release)
  async release(
    @Param('id') id: string,
    @Body() body: ReasonedAction,
    @CurrentActor() actor: Actor,
  ): Promise<BillSummary> {
    await this.park.release(id, body, actor);
    return this.list.summary(id);
  }

  @Route(billRoutes.exclude)
  async exclude(
    @Param('id') id: string,
    @Body() body: ReasonedAction,
    @CurrentActor() actor: Actor,
  ): Promise<BillSummary> {
    await this.park.exclude(id, body, actor);
    return this.list.summary(id);
  }

  @Route(billRoutes.askApplicant)
  async ask(@Param('id') id: string, @Body() body: ReasonedAction, @CurrentActor() actor: Actor): Promise<BillSummary> {
    await this.applicant.ask(id, body, actor);
    return this.list.summary(id);
  }

  @Route(billRoutes.revealAccount)
  reveal(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<Revealed> {
    return this.account.reveal(id, actor);
  }
}
