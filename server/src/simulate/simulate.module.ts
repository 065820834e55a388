import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { BaseDataModule } from '../base-data/base-data.module.js';
import { BillModule } from '../bill/bill.module.js';
import { MappingModule } from '../mapping/mapping.module.js';
import { SchemeModule } from '../scheme/scheme.module.js';
import { RunSimulation } from './run-simulation.js';
import { ShowSimulation } from './show-simulation.js';
import { SimulateController } from './simulate.controller.js';
import { SimulatedBills } from './simulated-bills.js';
import { SimulationStore } from './simulation-store.js';
import { Simulations } from './simulations.js';

/** 推演: the result of a scheme version over a past period; writes nothing to bills. */
@Module({
  imports: [AuditModule, BaseDataModule, BillModule, MappingModule, SchemeModule],
  controllers: [SimulateController],
  providers: [RunSimulation, ShowSimulation, SimulatedBills, SimulationStore, Simulations],
})
export class SimulateModule {}
