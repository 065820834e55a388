import type { Connections } from '@dingdee/shared/connection';
import { connectionRoutes } from '@dingdee/shared/routes/connection';
import { Controller } from '@nestjs/common';
import { Route } from '../access/role/route.decorator.js';
import { ShowConnections } from './show-connections.js';

@Controller()
export class ConnectionsController {
  constructor(private readonly connections: ShowConnections) {}

  @Route(connectionRoutes.show)
  show(): Promise<Connections> {
    return this.connections.show();
  }
}
