import { webhookRoutes } from '@dingdee/shared/routes/webhook';
import type {
  ChangeWebhook,
  CreateWebhook,
  DeliveryQuery,
  MadeWebhook,
  PauseWebhook,
  ResendDelivery,
  SeenWebhook,
  Webhook,
  WebhookDeliveries,
  WebhookDelivery,
  WebhookDeliveryDetail,
  Webhooks as WebhookList,
} from '@dingdee/shared/webhook';
import { Body, Controller, Param, Query } from '@nestjs/common';
import { CurrentActor } from '../access/role/roles.decorator.js';
import { Route } from '../access/role/route.decorator.js';
import type { Actor } from '../domain/actor.js';
import { ShowWebhooks } from './show-webhooks.js';
import { Webhooks } from './webhooks.js';

@Controller()
export class WebhookController {
  constructor(
    private readonly hooks: Webhooks,
    private readonly showing: ShowWebhooks,
  ) {}

  @Route(webhookRoutes.list)
  async list(): Promise<WebhookList> {
    return { items: await this.showing.list() };
  }

  @Route(webhookRoutes.create)
  async create(@Body() body: CreateWebhook, @CurrentActor() actor: Actor): Promise<MadeWebhook> {
    const { id, secret } = await this.hooks.create(body, actor);
    return { ...(await this.showing.one(id)), secret };
  }

  @Route(webhookRoutes.change)
  async change(@Param('id') id: string, @Body() body: ChangeWebhook, @CurrentActor() actor: Actor): Promise<Webhook> {
    await this.hooks.change(id, body, actor);
    return this.showing.one(id);
  }

  @Route(webhookRoutes.rotate)
  async rotate(@Param('id') id: string, @Body() body: SeenWebhook, @CurrentActor() actor: Actor): Promise<MadeWebhook> {
    const secret = await this.hooks.rotate(id, body, actor);
    return { ...(await this.showing.one(id)), secret };
  }

  @Route(webhookRoutes.pause)
  async pause(@Param('id') id: string, @Body() body: PauseWebhook, @CurrentActor() actor: Actor): Promise<Webhook> {
    await this.hooks.pause(id, body, actor);
    return this.showing.one(id);
  }

  @Route(webhookRoutes.remove)
  remove(@Param('id') id: string, @Body() body: SeenWebhook, @CurrentActor() actor: Actor): Promise<void> {
    return this.hooks.remove(id, body, actor);
  }

  @Route(webhookRoutes.test)
  async test(
    @Param('id') id: string,
    @Body() body: SeenWebhook,
    @CurrentActor() actor: Actor,
  ): Promise<WebhookDelivery> {
    return this.showing.delivery(await this.hooks.test(id, body, actor));
  }

  @Route(webhookRoutes.deliveries)
  deliveries(@Query() query: DeliveryQuery): Promise<WebhookDeliveries> {
    return this.showing.deliveries(query);
  }

  @Route(webhookRoutes.delivery)
  delivery(@Param('id') id: string): Promise<WebhookDeliveryDetail> {
    return this.showing.delivery(id);
  }

  @Route(webhookRoutes.resend)
  async resend(
    @Param('id') id: string,
    @Body() { attempt }: ResendDelivery,
    @CurrentActor() actor: Actor,
  ): Promise<WebhookDelivery> {
    await this.hooks.resend(id, attempt, actor);
    return this.showing.delivery(id);
  }
}
