import { Module } from '@nestjs/common';
import { K3CloudClient } from './k3cloud.client.js';
import { KingdeeClient } from './kingdee.client.js';
import { KingdeeHealth } from './kingdee-health.js';

@Module({
  providers: [KingdeeHealth, { provide: KingdeeClient, useClass: K3CloudClient }],
  exports: [KingdeeClient, KingdeeHealth],
})
export class KingdeeModule {}
