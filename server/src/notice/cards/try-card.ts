import type { NoticeCard } from '../notice-card.js';

/** Returns the card that a person sends to themselves, to see by which way messages arrive. @param at Unix ms */
export const tryCard = (at: number): NoticeCard => ({
  kind: 'try',
  title: '试发一条通知',
  tone: 'plain',
  at: new Date(at).toISOString(),
  lines: [],
  notes: ['你在“通知”里点了“发一条给我”。通知就这样发到，不是单据。'],
  buttons: [{ text: '看通知', path: '/notices' }],
});
