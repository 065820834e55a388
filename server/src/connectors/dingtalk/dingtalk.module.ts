import { Module } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { Connections } from '../../connection/connections.js';
import { mobileMarks } from '../../domain/mobile-mark.js';
import { BEAT_MS, ProcessHeartbeat } from '../../queue/process-heartbeat.js';
import type { RedisLink } from '../../queue/redis-link.js';
import { REDIS } from '../../queue/redis-token.js';
import { CardCallbacks, Cards } from '../cards.js';
import { EventStream } from '../event-stream.js';
import { DingTalkClient } from '../source.js';
import { SourceSurvey } from '../survey.js';
import type { AppDingTalkClient } from './app.client.js';
import { CallLimiter, PacedCalls, UnlimitedCalls } from './call/call-limiter.js';
import { CallMeter } from './call/call-meter.js';
import { DingTalkHealth } from './call/dingtalk-health.js';
import { DingTalkHttp } from './call/dingtalk-http.js';
import { QuotaRefusals } from './call/quota-refusals.js';
import { RedisCalls } from './call/redis-calls.js';
import { RecentApprovals } from './recent-approvals.js';
import { TopapiDingTalkClient } from './topapi.client.js';
import { V1DingTalkClient } from './v1.client.js';

/** DingTalk for the features: the port, its call meter and the health of the connection. */
@Module({
  providers: [
    CallMeter,
    DingTalkHealth,
    QuotaRefusals,
    RecentApprovals,
    CardCallbacks,
    {
      provide: CallLimiter,
      inject: [SETTINGS, REDIS, ProcessHeartbeat],
      useFactory: callLimiter,
    },
    {
      provide: DingTalkClient,
      inject: [Connections, CallLimiter, CallMeter, DingTalkHealth],
      useFactory: dingTalkClient,
    },
    { provide: SourceSurvey, inject: [DingTalkClient], useFactory: (client: AppDingTalkClient) => client.survey() },
    {
      provide: EventStream,
      inject: [SETTINGS, Connections, DingTalkClient, CardCallbacks],
      useFactory: (given: Settings, connections: Connections, client: AppDingTalkClient, presses: CardCallbacks) =>
        client.events(connections.current('dingtalk'), given.DINGTALK_CARD_TEMPLATE === '' ? null : presses),
    },
    {
      provide: Cards,
      inject: [Connections, DingTalkClient],
      useFactory: (connections: Connections, client: AppDingTalkClient) =>
        client.cards(connections.current('dingtalk')),
    },
  ],
  exports: [
    Cards,
    CardCallbacks,
    DingTalkClient,
    EventStream,
    SourceSurvey,
    CallMeter,
    DingTalkHealth,
    QuotaRefusals,
    RecentApprovals,
  ],
})
export class DingTalkModule {}

/** Returns the limiter. All processes share one rate: through Redis, or divided by the number of live processes. */
function callLimiter(settings: Settings, redis: RedisLink | null, processes: ProcessHeartbeat): CallLimiter {
  const { DINGTALK_QPS: perSecond, DINGTALK_CLIENT_ID: app } = settings;
  if (perSecond === 0) return new UnlimitedCalls();
  const share = new PacedCalls(perSecond, undefined, () => processes.live.length);
  // The other processes use the whole rate until they notice this one.
  if (processes.live.length > 1) share.hold(BEAT_MS * 1.5);
  return redis === null ? share : new RedisCalls(redis, app, perSecond, share);
}

/** Returns the adapter of DINGTALK_API_FAMILY, with the stored connection. */
export function dingTalkClient(
  connections: Connections,
  limiter: CallLimiter,
  meter: CallMeter,
  health: DingTalkHealth,
): AppDingTalkClient {
  return clientOf(connections.current('dingtalk'), limiter, meter, health);
}

/** Returns the adapter with the settings alone, for a command that has no database. */
export function clientOf(
  settings: Settings,
  limiter: CallLimiter,
  meter: Pick<CallMeter, 'count'>,
  health: DingTalkHealth,
): AppDingTalkClient {
  const http = new DingTalkHttp(settings, limiter, meter, health);
  const Adapter = settings.DINGTALK_API_FAMILY === 'v1' ? V1DingTalkClient : TopapiDingTalkClient;
  return new Adapter(http, settings.DINGTALK_CORP_ID, settings.DINGTALK_AGENT_ID, mobileMarks(settings.APP_SECRET));
}
