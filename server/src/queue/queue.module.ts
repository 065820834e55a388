import { Global, Module } from '@nestjs/common';
import { LocalWakes } from './local-wakes.js';
import { Wakes } from './wakes.js';

@Global()
@Module({ providers: [{ provide: Wakes, useClass: LocalWakes }], exports: [Wakes] })
export class QueueModule {}
