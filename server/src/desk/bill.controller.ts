import type {
  ApproveBill as ApproveRequest,
  BillPage,
  BillQuery,
  BillSummary,
  ChoicesQuery,
  GroupQuery,
  ListChoices,
  ReasonedAction,
  ReasonGroups,
  RecentByScheme,
  RevealAccount as Revealed,
  StageQuery,
  StageTotals,
} from '@dingdee/shared/bill';
import type {
  ApprovePreview,
  BatchResult,
  BillRefs,
  BulkOffers as BulkOffersAnswer,
  ParkBills,
  SeenBills,
} from '@dingdee/shared/bill-batch';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import { billRoutes } from '@dingdee/shared/routes/bill';
import { Body, Controller, Param, Query } from '@nestjs/common';
import { CurrentActor } from '../access/role/roles.decorator.js';
import { Route } from '../access/role/route.decorator.js';
import { NoteLook } from '../bill/look/note-look.js';
import { AskApplicant } from '../bill/park/ask-applicant.js';
import { ParkBill } from '../bill/park/park-bill.js';
import { ParkMany } from '../bill/park/park-many.js';
import { ApproveBill } from '../bill/review/approve-bill.js';
import { RevealAccount } from '../bill/review/reveal-account.js';
import { BulkOffers } from '../bill/selection/bulk-offers.js';
import type { Actor } from '../domain/actor.js';
import { RestoreOutside } from '../outside/restore-outside.js';
import { ShowBill } from '../read/bill/show-bill.js';
import { ListBills } from '../read/list/list-bills.js';
import { ShowGroups } from './show-groups.js';

/** Bills as people see and review them. Every write carries the version that was looked at; the answer is the bill after it. */
@Controller()
export class BillController {
  constructor(
    private readonly list: ListBills,
    private readonly shown: ShowGroups,
    private readonly details: ShowBill,
    private readonly approval: ApproveBill,
    private readonly park: ParkBill,
    private readonly many: ParkMany,
    private readonly restoring: RestoreOutside,
    private readonly applicant: AskApplicant,
    private readonly account: RevealAccount,
    private readonly offers: BulkOffers,
    private readonly looks: NoteLook,
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
  groups(@Query() filter: GroupQuery, @CurrentActor() actor: Actor): Promise<ReasonGroups> {
    return this.shown.of(filter, actor);
  }

  @Route(billRoutes.choices)
  choices(@Query() query: ChoicesQuery, @CurrentActor() actor: Actor): Promise<ListChoices> {
    return this.list.choices(query, actor);
  }

  @Route(billRoutes.approveMany)
  approveAll(@Body() refs: BillRefs, @CurrentActor() actor: Actor): Promise<BatchResult> {
    return this.approval.approveAll(refs, actor);
  }

  @Route(billRoutes.parkMany)
  parkMany(@Body() body: ParkBills, @CurrentActor() actor: Actor): Promise<BatchResult> {
    return body.what === 'restore' ? this.restoring.many(body, actor) : this.many.park(body, actor);
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

  @Route(billRoutes.looked)
  looked(
    @Param('id') id: string,
    @Body() { version }: { version: number },
    @CurrentActor() actor: Actor,
  ): Promise<void> {
    return this.looks.looked(id, version, actor);
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

  @Route(billRoutes.restore)
  async restore(
    @Param('id') id: string,
    @Body() body: ReasonedAction,
    @CurrentActor() actor: Actor,
  ): Promise<BillSummary> {
    await this.restoring.one(id, body, actor);
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
