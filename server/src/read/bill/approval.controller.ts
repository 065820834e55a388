import type { AlikeBills, AlikeQuery } from '@dingdee/shared/bill-alike';
import type { BillApproval } from '@dingdee/shared/bill-approval';
import type { ToldReceipts } from '@dingdee/shared/bill-receipt';
import { billRoutes } from '@dingdee/shared/routes/bill';
import { Controller, Param, Query } from '@nestjs/common';
import { Route } from '../../access/role/route.decorator.js';
import { FindAlike } from './find-alike.js';
import { ShowApproval } from './show-approval.js';
import { TellReceipts } from './tell-receipts.js';

/** Routes for what is behind a bill: its approval, the exchange with Kingdee, and the bills made from the same mapping rows. */
@Controller()
export class ApprovalController {
  constructor(
    private readonly approvals: ShowApproval,
    private readonly alike: FindAlike,
    private readonly told: TellReceipts,
  ) {}

  @Route(billRoutes.approval)
  of(@Param('id') id: string): Promise<BillApproval> {
    return this.approvals.of(id);
  }

  @Route(billRoutes.receipts)
  receipts(@Param('id') id: string): Promise<ToldReceipts> {
    return this.told.of(id);
  }

  @Route(billRoutes.alike)
  alikeTo(@Param('id') id: string, @Query() query: AlikeQuery): Promise<AlikeBills> {
    return this.alike.to(id, query.path);
  }
}
