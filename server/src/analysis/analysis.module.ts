import { Module } from '@nestjs/common';
import { AnalysisController } from './analysis.controller.js';
import { BehindBar } from './behind-bar.js';
import { RollUp } from './roll-up.js';
import { ShowAnalysis } from './show-analysis.js';

/** 分析: sums of a month, each of which leads to its bills. */
@Module({
  controllers: [AnalysisController],
  providers: [BehindBar, RollUp, ShowAnalysis],
  exports: [ShowAnalysis],
})
export class AnalysisModule {}
