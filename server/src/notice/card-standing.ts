import { Injectable } from '@nestjs/common';

const DAY_MS = 86_400_000;

/** Whether cards are tried: not for a day after one was refused for want of a permission, a template or a robot, unless somebody asks again. */
@Injectable()
export class CardStanding {
  private refused: { reason: string; at: number } | null = null;

  /** Why no cards are tried now, in words; null where they are. @param now Unix ms */
  refusal(now: number): string | null {
    if (this.refused === null) return null;
    const age = now - this.refused.at;
    // A clock that was put back must not keep them away.
    return age >= 0 && age < DAY_MS ? this.refused.reason : null;
  }

  refuse(reason: string, now: number): void {
    this.refused = { reason, at: now };
  }

  /** Somebody looked again, and nothing stands against them. */
  again(): void {
    this.refused = null;
  }
}
