import { Module } from '@nestjs/common';
import { BillModule } from '../bill/bill.module.js';
import { KingdeeModule } from '../connectors/kingdee/kingdee.module.js';
import { PushModule } from '../push/push.module.js';
import { ReadModule } from '../read/read.module.js';
import { WritebackModule } from '../writeback/writeback.module.js';
import { ReversalController } from './reversal/reversal.controller.js';
import { SettleReversal } from './reversal/settle-reversal.js';
import { StillThere } from './reversal/still-there.js';
import { SettleWatch } from './watch/settle-watch.js';
import { WatchKingdee } from './watch/watch-kingdee.js';
import { WatchList } from './watch/watch-list.js';

/** Watches booked bills in Kingdee (看守) and shows changes to a person (product.md §9). */
@Module({
  imports: [BillModule, KingdeeModule, PushModule, ReadModule, WritebackModule],
  controllers: [ReversalController],
  providers: [SettleReversal, SettleWatch, StillThere, WatchKingdee, WatchList],
})
export class ProofModule {}
