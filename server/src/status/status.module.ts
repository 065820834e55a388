import { Module } from '@nestjs/common';
import { HealthController } from './health.controller.js';
import { Housekeeping } from './housekeeping.js';
import { MetricsController } from './metrics.controller.js';

/** How the program and its two systems stand, and what is swept away. */
@Module({ controllers: [HealthController, MetricsController], providers: [Housekeeping] })
export class StatusModule {}
