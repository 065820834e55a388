import { acceptProposal, assistantMessage, proposal, proposals } from '../assistant.js';
import { under } from './route.js';
import { PARKERS } from './who.js';

const route = under('助手');
const TOKEN = ['token/refused', 'token/scope', 'token/too-many'] as const;

export const assistantRoutes = {
  call: route('POST /mcp', {
    summary: '给助手用的接口（MCP，无会话，答 JSON）：只能看和提建议。请求头 Authorization: Bearer 令牌',
    who: 'token',
    longestBody: 64 * 1024,
    body: assistantMessage,
    answer: 'raw',
    produces: ['application/json'],
    means: 'JSON-RPC 的回答',
    refusals: { 202: '是通知，收到了', 405: '没有会话，只接受 POST' },
    // The last three are returned within the answer, as refusals of a tool.
    problems: [...TOKEN, 'proposal/content-changed', 'proposal/not-proposable', 'proposal/too-many'],
  }),
  listen: route('GET /mcp', {
    summary: '没有推送，一律答 405',
    who: 'token',
    answer: 'raw',
    problems: [...TOKEN],
  }),
  leave: route('DELETE /mcp', {
    summary: '没有会话，一律答 405',
    who: 'token',
    answer: 'raw',
    problems: [...TOKEN],
  }),
};

/** Assistants' proposals, for people to decide. */
export const proposalRoutes = {
  list: route('GET /api/bills/:id/proposals', {
    summary: '助手对一张单据的建议，和是否采纳',
    who: 'member',
    answer: proposals,
    problems: ['bill/not-found'],
  }),
  accept: route('POST /api/proposals/:id/accept', {
    summary: '采纳：按这个人的权限和看到的版本做，记在这个人名下',
    who: PARKERS,
    body: acceptProposal,
    answer: proposal,
    problems: [
      'proposal/not-found',
      'proposal/closed',
      'proposal/outdated',
      'bill/not-found',
      'bill/stale',
      'bill/illegal-transition',
      'bill/being-mapped',
      'bill/own-bill',
      'bill/already-held',
      'mapping/fix-refused',
      'mapping/no-such-table',
      'mapping/unusable-target',
    ],
  }),
  decline: route('POST /api/proposals/:id/decline', {
    summary: '不采纳：单据不变',
    who: PARKERS,
    answer: proposal,
    problems: ['proposal/not-found', 'proposal/closed'],
  }),
};
