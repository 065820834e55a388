import type { Connections, EnterSecret as Entered, SystemName } from '@dingdee/shared/connection';
import { connectionRoutes } from '@dingdee/shared/routes/connection';
import { Body, Controller, Param } from '@nestjs/common';
import { CurrentActor } from '../access/role/roles.decorator.js';
import { Route } from '../access/role/route.decorator.js';
import type { Actor } from '../domain/actor.js';
import { EnterSecret } from './enter-secret.js';
import { ShowConnections } from './show-connections.js';

@Controller()
export class ConnectionsController {
  constructor(
    private readonly connections: ShowConnections,
    private readonly secrets: EnterSecret,
  ) {}

  @Route(connectionRoutes.show)
  show(): Promise<Connections> {
    return this.connections.show();
  }

  @Route(connectionRoutes.enterSecret)
  async enterSecret(
    @Param('system') system: SystemName,
    @Body() { secret }: Entered,
    @CurrentActor() actor: Actor,
  ): Promise<Connections> {
    await this.secrets.enter(system, secret, actor);
    return this.connections.show();
  }
}
