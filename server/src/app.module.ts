import { type DynamicModule, Module } from '@nestjs/common';
import { AccessModule } from './access/access.module.js';
import { AnalysisModule } from './analysis/analysis.module.js';
import { AssistantModule } from './assistant/assistant.module.js';
import { AuditModule } from './audit/audit.module.js';
import { BaseDataModule } from './base-data/base-data.module.js';
import { BillModule } from './bill/bill.module.js';
import { CheckUpModule } from './checkup/check-up.module.js';
import { CloseModule } from './close/close.module.js';
import { ConfigModule } from './config/config.module.js';
import type { EndProcess } from './config/end-process.js';
import type { Settings } from './config/settings.js';
import { ConnectionModule } from './connection/connection.module.js';
import { DingTalkModule } from './connectors/dingtalk/dingtalk.module.js';
import { KingdeeModule } from './connectors/kingdee/kingdee.module.js';
import { DatasetModule } from './dataset/dataset.module.js';
import { DeskModule } from './desk/desk.module.js';
import { HoldModule } from './hold/hold.module.js';
import { HttpModule } from './http/http.module.js';
import { IntakeModule } from './intake/intake.module.js';
import { LiveModule } from './live/live.module.js';
import { MappingModule } from './mapping/mapping.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { NoticeModule } from './notice/notice.module.js';
import { OutsideModule } from './outside/outside.module.js';
import { ProofModule } from './proof/proof.module.js';
import { PushModule } from './push/push.module.js';
import { QuarantineModule } from './quarantine/quarantine.module.js';
import { QueueModule } from './queue/queue.module.js';
import { ReadModule } from './read/read.module.js';
import { RelatedModule } from './related/related.module.js';
import { ReportModule } from './report/report.module.js';
import { DatabaseModule } from './schema/database.module.js';
import { SchemeModule } from './scheme/scheme.module.js';
import { SimulateModule } from './simulate/simulate.module.js';
import { StatementModule } from './statement/statement.module.js';
import { StatusModule } from './status/status.module.js';
import { TodoModule } from './todo/todo.module.js';
import { TrialModule } from './trial/trial.module.js';
import { WebhookModule } from './webhook/webhook.module.js';
import { WritebackModule } from './writeback/writeback.module.js';

@Module({})
// biome-ignore lint/complexity/noStaticOnlyClass: a Nest dynamic module is made by a static method
export class AppModule {
  static with(settings: Settings, end: EndProcess): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(settings, end),
        DatabaseModule,
        ConnectionModule,
        QueueModule,
        MetricsModule,
        AuditModule,
        HoldModule,
        LiveModule,
        HttpModule,
        DingTalkModule,
        KingdeeModule,
        SchemeModule,
        IntakeModule,
        BaseDataModule,
        MappingModule,
        BillModule,
        ReadModule,
        DeskModule,
        OutsideModule,
        QuarantineModule,
        RelatedModule,
        TrialModule,
        SimulateModule,
        PushModule,
        WritebackModule,
        WebhookModule,
        ProofModule,
        StatementModule,
        CheckUpModule,
        DatasetModule,
        CloseModule,
        AssistantModule,
        AnalysisModule,
        ReportModule,
        NoticeModule,
        TodoModule,
        AccessModule,
        StatusModule,
      ],
    };
  }
}
