import type { CallbackAnswer, CallbackMessage, CallbackQuery } from '@dingdee/shared/callback';
import { callbackRoutes } from '@dingdee/shared/routes/intake';
import { Body, Controller, NotFoundException, Query } from '@nestjs/common';
import { Route } from '../../access/role/route.decorator.js';
import { TakeCallback } from './take-callback.js';

@Controller()
export class CallbackController {
  constructor(private readonly callbacks: TakeCallback) {}

  @Route(callbackRoutes.take)
  take(@Query() query: CallbackQuery, @Body() body: CallbackMessage): Promise<CallbackAnswer> {
    if (!this.callbacks.open) throw new NotFoundException();
    return this.callbacks.take(query, body);
  }
}
