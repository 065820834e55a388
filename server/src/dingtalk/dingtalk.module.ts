import { Module } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';
import { CallLimiter, PacedCalls, UnlimitedCalls } from './call-limiter.js';
import { CallMeter } from './call-meter.js';
import { DingTalkClient } from './dingtalk.client.js';
import { DingTalkHealth } from './dingtalk-health.js';
import { DingTalkHttp } from './dingtalk-http.js';
import { TopapiDingTalkClient } from './topapi.client.js';
import { V1DingTalkClient } from './v1.client.js';

/** DingTalk as the features see it: the port, its meter and how the connection stands. */
@Module({
  providers: [
    CallMeter,
    DingTalkHealth,
    {
      provide: CallLimiter,
      inject: [SETTINGS],
      useFactory: (settings: Settings): CallLimiter =>
        settings.DINGTALK_QPS === 0 ? new UnlimitedCalls() : new PacedCalls(settings.DINGTALK_QPS),
    },
    {
      provide: DingTalkClient,
      inject: [SETTINGS, CallLimiter, CallMeter, DingTalkHealth],
      useFactory: dingTalkClient,
    },
  ],
  exports: [DingTalkClient, CallMeter, DingTalkHealth],
})
export class DingTalkModule {}

/** The adapter of DINGTALK_API_FAMILY. */
export function dingTalkClient(
  settings: Settings,
  limiter: CallLimiter,
  meter: CallMeter,
  health: DingTalkHealth,
): DingTalkClient {
  const http = new DingTalkHttp(settings, limiter, meter, health);
  const Adapter = settings.DINGTALK_API_FAMILY === 'v1' ? V1DingTalkClient : TopapiDingTalkClient;
  return new Adapter(http, settings.DINGTALK_CORP_ID, settings.DINGTALK_AGENT_ID);
}
