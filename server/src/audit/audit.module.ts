import { Global, Module } from '@nestjs/common';
import { AuditLog } from './audit-log.js';
import { AuditSealer } from './audit-sealer.js';
import { TailGuard } from './tail-guard.js';

@Global()
@Module({ providers: [AuditLog, AuditSealer, TailGuard], exports: [AuditLog] })
export class AuditModule {}
