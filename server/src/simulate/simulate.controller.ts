import { simulationRoutes } from '@dingdee/shared/routes/simulation';
import type {
  RuleUses,
  Simulations as Shown,
  SimulatedBillPage,
  SimulatedBillQuery,
  Simulation,
  StartSimulation,
} from '@dingdee/shared/simulation';
import { Body, Controller, Param, Query } from '@nestjs/common';
import { CurrentActor } from '../access/role/roles.decorator.js';
import { Route } from '../access/role/route.decorator.js';
import type { Actor } from '../domain/actor.js';
import { ShowSimulation } from './show-simulation.js';
import { Simulations } from './simulations.js';

@Controller()
export class SimulateController {
  constructor(
    private readonly simulations: Simulations,
    private readonly showing: ShowSimulation,
  ) {}

  @Route(simulationRoutes.start)
  start(@Param('id') id: string, @Body() body: StartSimulation, @CurrentActor() actor: Actor): Promise<Simulation> {
    return this.simulations.start(id, body, actor);
  }

  @Route(simulationRoutes.latest)
  latest(@Param('id') id: string): Promise<Shown> {
    return this.simulations.latest(id);
  }

  @Route(simulationRoutes.ruleUses)
  ruleUses(@Param('id') id: string): Promise<RuleUses> {
    return this.simulations.ruleUses(id);
  }

  @Route(simulationRoutes.show)
  show(@Param('id') id: string): Promise<Simulation> {
    return this.showing.one(id);
  }

  @Route(simulationRoutes.bills)
  bills(@Param('id') id: string, @Query() query: SimulatedBillQuery): Promise<SimulatedBillPage> {
    return this.showing.bills(id, query);
  }

  @Route(simulationRoutes.stop)
  stop(@Param('id') id: string): Promise<Simulation> {
    return this.simulations.stop(id);
  }
}
