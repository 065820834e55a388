import type { ChangeNoticeRules, ChooseNotice, Notices } from '@dingdee/shared/notice';
import { noticeRoutes } from '@dingdee/shared/routes/notice';
import { Body, Controller } from '@nestjs/common';
import { CurrentActor } from '../access/role/roles.decorator.js';
import { Route } from '../access/role/route.decorator.js';
import type { Actor } from '../domain/actor.js';
import { NoticeRules } from './notice-rules.js';
import { ShowNotices } from './show-notices.js';
import { TryNotice } from './try-notice.js';

/** Routes of the page 通知. */
@Controller()
export class NoticeController {
  constructor(
    private readonly rules: NoticeRules,
    private readonly showing: ShowNotices,
    private readonly trying: TryNotice,
  ) {}

  @Route(noticeRoutes.show)
  show(@CurrentActor() actor: Actor): Promise<Notices> {
    return this.showing.show(actor);
  }

  @Route(noticeRoutes.rules)
  async change(@Body() body: ChangeNoticeRules, @CurrentActor() actor: Actor): Promise<Notices> {
    await this.rules.change(body, actor);
    return this.showing.show(actor);
  }

  @Route(noticeRoutes.tryOne)
  async tryOne(@CurrentActor() actor: Actor): Promise<Notices> {
    await this.trying.send(actor);
    return this.showing.show(actor);
  }

  @Route(noticeRoutes.mine)
  async choose(@Body() body: ChooseNotice, @CurrentActor() actor: Actor): Promise<Notices> {
    await this.rules.choose(body, actor);
    return this.showing.show(actor);
  }
}
