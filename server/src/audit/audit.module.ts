import { Global, Module } from '@nestjs/common';
import { AuditLog } from './audit-log.js';
import { AuditSealer } from './audit-sealer.js';

@Global()
@Module({ providers: [AuditLog, AuditSealer], exports: [AuditLog] })
export class AuditModule {}
