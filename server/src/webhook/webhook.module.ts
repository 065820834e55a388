import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { Deliveries } from './deliveries.js';
import { HookSecrets } from './hook-secrets.js';
import { SendWebhooks } from './send-webhooks.js';
import { ShowWebhooks } from './show-webhooks.js';
import { WebhookController } from './webhook.controller.js';
import { Webhooks } from './webhooks.js';

/** Sends signed events to other systems（通知别的系统, docs/webhooks.md）. */
@Module({
  imports: [AccessModule],
  controllers: [WebhookController],
  providers: [Deliveries, HookSecrets, SendWebhooks, ShowWebhooks, Webhooks],
})
export class WebhookModule {}
