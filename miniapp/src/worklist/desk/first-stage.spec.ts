import type { Stage } from '@dingdee/shared/bill-state';
import { describe, expect, it } from 'vitest';
import { firstStage } from './first-stage.js';

const desk = (counts: Partial<Record<Stage, number>>) => (stage: Stage) => counts[stage] ?? 0;

describe('where a day begins', () => {
  it('is the stage of one’s own work', () => {
    const counts = desk({ mapping: 16, review: 30, push: 3 });
    expect(firstStage(['viewer', 'pusher'], counts)).toBe('push');
    expect(firstStage(['viewer', 'mapper'], counts)).toBe('mapping');
    expect(firstStage(['viewer', 'mapper', 'reviewer', 'pusher', 'admin'], counts)).toBe('review');
  });

  it('is the next of one’s own where the first has nothing left, and the review for who only looks', () => {
    expect(firstStage(['reviewer', 'mapper'], desk({ mapping: 2 }))).toBe('mapping');
    expect(firstStage(['pusher'], desk({ review: 5 }))).toBe('review');
    expect(firstStage(['viewer', 'auditor'], desk({ push: 5 }))).toBe('review');
  });
});
