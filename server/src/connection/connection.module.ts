import { Global, Module } from '@nestjs/common';
import { SETTINGS } from '../config/settings.js';
import { Database } from '../database/database.js';
import { Connections } from './connections.js';

/** Global, because both connectors are created from its connections. */
@Global()
@Module({
  providers: [{ provide: Connections, inject: [Database, SETTINGS], useFactory: Connections.start }],
  exports: [Connections],
})
export class ConnectionModule {}
