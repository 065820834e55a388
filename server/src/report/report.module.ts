import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { AnalysisModule } from '../analysis/analysis.module.js';
import { DingTalkModule } from '../connectors/dingtalk/dingtalk.module.js';
import { DatasetModule } from '../dataset/dataset.module.js';
import { PrepareReport } from './prepare-report.js';
import { ReadCard } from './read-card.js';
import { ReportController } from './report.controller.js';
import { ReportSendings } from './report-sendings.js';
import { Reports } from './reports.js';
import { RobotSeal } from './robot-seal.js';
import { SendReports } from './send-reports.js';
import { ShowReports } from './show-reports.js';
import { TryReport } from './try-report.js';

/** 定时推送: scheduled sums to a group, a person or another system (docs/decisions/0108). */
@Module({
  imports: [AccessModule, AnalysisModule, DatasetModule, DingTalkModule],
  controllers: [ReportController],
  providers: [PrepareReport, ReadCard, ReportSendings, Reports, RobotSeal, SendReports, ShowReports, TryReport],
})
export class ReportModule {}
