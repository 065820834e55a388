import { Global, Module } from '@nestjs/common';
import { Metrics } from './metrics.js';
import { OutgoingCalls } from './outgoing-calls.js';

@Global()
@Module({ providers: [Metrics, OutgoingCalls], exports: [Metrics] })
export class MetricsModule {}
