import * as z from 'zod/mini';
import type { NoticeCard } from './notice-card.js';

const tone = z.enum(['plain', 'good', 'warn', 'bad', 'doubt', 'gone']);
const card = z.object({
  kind: z.enum([
    'digest',
    'doubt',
    'doubt-settled',
    'push-result',
    'statement',
    'assigned',
    'trouble',
    'applicant',
    'try',
  ]),
  title: z.string(),
  tone,
  at: z.string(),
  lines: z.array(z.object({ name: z.string(), count: z.string(), amount: z.string(), tone })),
  notes: z.array(z.string()),
  buttons: z.array(z.object({ text: z.string(), path: z.string() })),
});

/** Reads a card as it is stored in its row. */
export const storedCard = (text: string): NoticeCard => card.parse(JSON.parse(text));
