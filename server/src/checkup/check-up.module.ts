import { Module } from '@nestjs/common';
import { BillModule } from '../bill/bill.module.js';
import { DingTalkModule } from '../connectors/dingtalk/dingtalk.module.js';
import { KingdeeModule } from '../connectors/kingdee/kingdee.module.js';
import { HoldModule } from '../hold/hold.module.js';
import { IntakeModule } from '../intake/intake.module.js';
import { CardModule } from '../notice/card.module.js';
import { CheckUpController } from './check-up.controller.js';
import { CheckUps } from './check-ups.js';
import { ConnectionsController } from './connections.controller.js';
import { ConsentProbes } from './consent/consent-probes.js';
import { SettleLostBill } from './consent/settle-lost-bill.js';
import { TryCard } from './consent/try-card.js';
import { EnterSecret } from './enter-secret.js';
import { LoginTries } from './run/login-tries.js';
import { ShowConnections } from './show-connections.js';
import { CheckUpStore } from './store/check-up-store.js';

/** 体检: checks what in both systems prevents work. Probes write nothing, except those that a person consents to. */
@Module({
  imports: [BillModule, CardModule, DingTalkModule, IntakeModule, KingdeeModule, HoldModule],
  controllers: [CheckUpController, ConnectionsController],
  providers: [CheckUps, CheckUpStore, ConsentProbes, EnterSecret, SettleLostBill, LoginTries, ShowConnections, TryCard],
  exports: [CheckUps],
})
export class CheckUpModule {}
