import type { Analysis, AnalysisBills, AnalysisBillsQuery, AnalysisQuery, FirstPasses } from '@dingdee/shared/analysis';
import { analysisRoutes } from '@dingdee/shared/routes/analysis';
import { Controller, Query } from '@nestjs/common';
import { Route } from '../access/role/route.decorator.js';
import { BehindBar } from './behind-bar.js';
import { ShowAnalysis } from './show-analysis.js';

@Controller()
export class AnalysisController {
  constructor(
    private readonly showing: ShowAnalysis,
    private readonly behind: BehindBar,
  ) {}

  @Route(analysisRoutes.show)
  show(@Query() query: AnalysisQuery): Promise<Analysis> {
    return this.showing.show(query);
  }

  @Route(analysisRoutes.firstPass)
  firstPass(): Promise<FirstPasses> {
    return this.showing.firstPasses();
  }

  @Route(analysisRoutes.bills)
  bills(@Query() query: AnalysisBillsQuery): Promise<AnalysisBills> {
    return this.behind.bills(query);
  }
}
