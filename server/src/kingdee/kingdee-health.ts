import { Injectable } from '@nestjs/common';

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

  current(): SystemHealth {
    return this.health;
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
