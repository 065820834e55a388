import { Injectable } from '@nestjs/common';

const DAY_MS = 86_400_000;

/**
 * Tells whether cards are tried: not for a day after one was refused for lack of a permission, a template or a robot, unless a person checks again.
 */
@Injectable()
export class CardStanding {
  private refused: { reason: string; at: number } | null = null;

  /** Returns why no cards are tried at present, in words; null if they are. @param now Unix ms */
  refusal(now: number): string | null {
    if (this.refused === null) return null;
    const age = now - this.refused.at;
    // A clock that was set back must not suppress cards.
    return age >= 0 && age < DAY_MS ? this.refused.reason : null;
  }

  refuse(reason: string, now: number): void {
    this.refused = { reason, at: now };
  }

  /** Clears the refusal, after a person has checked and found nothing against cards. */
  again(): void {
    this.refused = null;
  }
}
