import { Module } from '@nestjs/common';
import { DingTalkModule } from '../connectors/dingtalk/dingtalk.module.js';
import { CardChannel } from './card-channel.js';
import { CardPresses } from './card-presses.js';
import { CardStanding } from './card-standing.js';

/** 互动卡片: one channel to people, and the presses that come back from it (docs/decisions/0112). */
@Module({
  imports: [DingTalkModule],
  providers: [CardChannel, CardPresses, CardStanding],
  exports: [CardChannel, CardPresses, CardStanding],
})
export class CardModule {}
