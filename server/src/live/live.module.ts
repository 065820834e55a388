import { Global, Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { LiveEvents } from '../event-log/live-events.js';
import { LiveController } from './live.controller.js';
import { LiveFeed } from './live-feed.js';

@Global()
@Module({
  imports: [AccessModule],
  controllers: [LiveController],
  providers: [LiveEvents, LiveFeed],
  exports: [LiveEvents, LiveFeed],
})
export class LiveModule {}
