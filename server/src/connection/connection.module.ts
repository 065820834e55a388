import { Global, Module } from '@nestjs/common';
import { SETTINGS } from '../config/settings.js';
import { Database } from '../database/database.js';
import { Connections } from './connections.js';

/** Global: both connectors are made with what it holds. */
@Global()
@Module({
  providers: [{ provide: Connections, inject: [Database, SETTINGS], useFactory: Connections.start }],
  exports: [Connections],
})
export class ConnectionModule {}
