import { Injectable } from '@nestjs/common';
import { type Outage, sinceWords } from '../outage/outage.js';

export interface SystemHealth {
  state: 'ok' | 'trouble' | 'unknown';
  /** What is wrong and who can mend it; null when ok. */
  sentence: string | null;
  /** Since when it is so, Unix ms; null before the first call. */
  since: number | null;
}

/** What the last calls to Kingdee showed; asks nothing itself. */
@Injectable()
export class KingdeeHealth {
  private health: SystemHealth = { state: 'unknown', sentence: null, since: null };
  private broken: Outage | null = null;
  private shut: Outage | null = null;

  current(): SystemHealth {
    const { outage } = this;
    if (outage === null) return this.health;
    return { state: 'trouble', sentence: outageSentence(outage, null, Date.now()), since: outage.since };
  }

  /** While it is not null nothing is sent to Kingdee: whoever would send leaves its bills in their place. */
  get outage(): Outage | null {
    return this.broken ?? this.shut;
  }

  /** It is there and does not let us in. */
  get isRefused(): boolean {
    return this.shut !== null;
  }

  circuit(outage: Outage | null): void {
    this.broken = outage;
    if (outage === null) this.health = { state: 'ok', sentence: null, since: Date.now() };
  }

  refused(outage: Outage | null): void {
    this.shut = outage;
    if (outage === null) this.health = { state: 'ok', sentence: null, since: Date.now() };
  }

  ok(): void {
    if (this.health.state !== 'ok') this.health = { state: 'ok', sentence: null, since: Date.now() };
  }

  /** The trouble's beginning stays while its sentence changes. */
  trouble(sentence: string): void {
    const since = this.health.state === 'trouble' ? this.health.since : Date.now();
    this.health = { state: 'trouble', sentence, since };
  }
}

/** ui.md §6, no. 27. @param waiting how many bills wait to be pushed; null where nobody has counted. */
export function outageSentence(outage: Outage, waiting: number | null, now: number): string {
  const kept = waiting === null ? '待推送的单据' : `${waiting} 笔`;
  const place = waiting === 0 ? '现在没有单据在等' : `${kept}保持待推送，不会丢，也不会重发`;
  if (outage.refused !== undefined)
    return `${sinceWords(outage.since, now)} 起：${outage.refused}审核和补映射照常，推送已暂停，${place}。处理好后自动继续。`;
  return `金蝶连接断开，${sinceWords(outage.since, now)} 起：${outage.cause}。审核和补映射照常，推送已暂停，${place}。请金蝶管理员检查金蝶服务器和网络，恢复后自动继续。`;
}
