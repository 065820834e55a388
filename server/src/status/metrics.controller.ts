import { timingSafeEqual } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { operationRoutes } from '@dingdee/shared/routes/operation';
import { Controller, Headers, Inject, type OnModuleInit, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Route } from '../access/role/route.decorator.js';
import { SETTINGS, type Settings } from '../config/settings.js';
import { clock } from '../database/clock.js';
import { readInt } from '../database/columns.js';
import { Database } from '../database/database.js';
import { Metrics } from '../metrics/metrics.js';
import { DomainError } from '../problem/domain-error.js';
import { ProcessHeartbeat } from '../queue/process-heartbeat.js';
import { ShowDays } from '../read/day/show-days.js';

class MetricsRefusedError extends DomainError {
  readonly code = 'metrics/refused';
  readonly title = '不能读取指标';
  readonly status = 403;
  constructor() {
    super('指标只对本机开放；设了 PUBLIC_URL 或从别处读取时，须设 METRICS_TOKEN 并带上（Authorization: Bearer …）。');
  }
}

/** Headers of a proxied request, which comes from elsewhere although the peer is this machine. */
const PROXIED = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'];
const LOOP_RESOLUTION_MS = 10;
const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/**
 * GET /metrics for Prometheus. Behind a proxy every request comes from the loopback: PUBLIC_URL means that there is a proxy, so /metrics stays
 * closed until METRICS_TOKEN is set. If a token is set, it is always required.
 */
@Controller()
export class MetricsController implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly db: Database,
    private readonly heartbeat: ProcessHeartbeat,
    private readonly days: ShowDays,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  onModuleInit(): void {
    const counted = (sql: string) => async (): Promise<(readonly [string, number])[]> => {
      const rows = await this.db.query<{ label: string; n: unknown }>(sql);
      return rows.map(({ label, n }) => [label, readInt(n)] as const);
    };
    this.metrics.gauge(
      'dingdee_bills',
      'Bills by state',
      'state',
      counted('SELECT state_kind AS label, COUNT(*) AS n FROM bill GROUP BY state_kind'),
    );
    this.metrics.gauge(
      'dingdee_outbox',
      'Write-backs by state',
      'state',
      counted('SELECT state AS label, COUNT(*) AS n FROM outbox GROUP BY state'),
    );
    this.metrics.gauge(
      'dingdee_unexplained',
      'Approvals that DingTalk named and that are neither in the ledger nor left out for a reason',
      'form',
      async () => {
        const byForm = new Map<string, number>();
        for (const { processCode, count } of (await this.days.incomplete()).items)
          byForm.set(processCode, (byForm.get(processCode) ?? 0) + count);
        return [...byForm];
      },
    );
    this.metrics.gauge('dingdee_clock_off_ms', 'How far the clock is ahead of the database', 'of', async () => [
      ['process', this.heartbeat.clockOffMs],
    ]);
    const loop = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
    loop.enable();
    this.metrics.gauge(
      'dingdee_event_loop_delay_ms',
      'How long others waited for the event loop since the last scrape',
      'of',
      async () => {
        // Each sample comes after the resolution at the earliest: only the time above it is delay.
        const waited = (nanoseconds: number) => Math.max(0, Math.round(nanoseconds / 1e6 - LOOP_RESOLUTION_MS));
        const seen = [['p50', waited(loop.percentile(50))] as const, ['p99', waited(loop.percentile(99))] as const];
        const most = ['most', loop.count === 0 ? 0 : waited(loop.max)] as const;
        loop.reset();
        return [...seen, most];
      },
    );
    this.metrics.gauge('dingdee_clock_jumps', 'How often the clock jumped since the start', 'of', async () => [
      ['process', clock.jumpCount],
    ]);
    this.metrics.gauge('dingdee_queue', 'Rows that wait for work, by kind', 'kind', async () => {
      const now = Date.now();
      const due = await this.db.query<{ label: string; n: unknown }>(
        `SELECT 'push' AS label, COUNT(*) AS n FROM bill WHERE next_attempt_at <= ?
          UNION ALL SELECT 'writeback', COUNT(*) FROM outbox WHERE next_attempt_at <= ?
          UNION ALL SELECT 'map', COUNT(*) FROM bill WHERE state_kind = 'collected'
          UNION ALL SELECT 'seal', COUNT(*) FROM audit WHERE hash IS NULL`,
        [now, now],
      );
      return due.map(({ label, n }) => [label, readInt(n)] as const);
    });
  }

  @Route(operationRoutes.metrics)
  async scrape(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('authorization') authorization = '',
  ): Promise<string> {
    if (!this.allowed(request, authorization)) throw new MetricsRefusedError();
    reply.type(this.metrics.contentType);
    return this.metrics.scrape();
  }

  private allowed(request: FastifyRequest, authorization: string): boolean {
    const token = this.settings.METRICS_TOKEN;
    if (!token)
      return (
        this.settings.PUBLIC_URL === undefined &&
        PROXIED.every((name) => request.headers[name] === undefined) &&
        LOOPBACK.has(request.socket.remoteAddress ?? '')
      );
    const given = Buffer.from(authorization);
    const wanted = Buffer.from(`Bearer ${token}`);
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  }
}
