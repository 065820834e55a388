import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { DingTalkModule } from '../connectors/dingtalk/dingtalk.module.js';
import { KingdeeModule } from '../connectors/kingdee/kingdee.module.js';
import { PushModule } from '../push/push.module.js';
import { ReadModule } from '../read/read.module.js';
import { CardModule } from './card.module.js';
import { CardChannel } from './card-channel.js';
import { CardStanding } from './card-standing.js';
import { PutDigests } from './due/put-digests.js';
import { PutDoubts } from './due/put-doubts.js';
import { PutPushResults } from './due/put-push-results.js';
import { PutTroubles } from './due/put-troubles.js';
import { NoticeController } from './notice.controller.js';
import { NOTICE_CHANNEL } from './notice-card.js';
import { NoticePresses } from './notice-presses.js';
import { NoticeRules } from './notice-rules.js';
import { NoticeWays } from './notice-ways.js';
import { Notices } from './notices.js';
import { SendNotices } from './send-notices.js';
import { ShowNotices } from './show-notices.js';
import { TryNotice } from './try-notice.js';
import { WorkNotices } from './work-notices.js';

/** 通知: messages to people about their work, one per cause (docs/decisions/0109). */
@Module({
  imports: [AccessModule, CardModule, DingTalkModule, KingdeeModule, PushModule, ReadModule],
  controllers: [NoticeController],
  providers: [
    NoticePresses,
    NoticeRules,
    Notices,
    PutDigests,
    PutDoubts,
    PutPushResults,
    PutTroubles,
    SendNotices,
    ShowNotices,
    TryNotice,
    WorkNotices,
    {
      provide: NOTICE_CHANNEL,
      inject: [CardChannel, WorkNotices, CardStanding],
      useFactory: (...ways: ConstructorParameters<typeof NoticeWays>) => new NoticeWays(...ways),
    },
  ],
})
export class NoticeModule {}
