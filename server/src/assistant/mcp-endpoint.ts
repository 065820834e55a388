import type { AssistantMessage } from '@dingdee/shared/assistant';
import {
  type CallToolResult,
  createMcpHandler,
  isLegacyRequest,
  type ListToolsResult,
  Server,
  SUPPORTED_PROTOCOL_VERSIONS,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server';
import { Injectable, Logger } from '@nestjs/common';
import type { TokenScope } from '../access/role/token-scope.js';
import { problemOf } from '../http/problem.js';
import { ToolScopeError, ToolUnknownError } from './assistant.errors.js';
import { BillTools } from './tool/bill-tools.js';
import { DayTools } from './tool/day-tools.js';
import { ProposeTools } from './tool/propose-tools.js';
import { QUOTED_NOTE, type Tool } from './tool/tool.js';

/** The newest version that the package supports; its requests carry the version themselves, older ones begin with `initialize`. */
const NEWEST = '2026-07-28';
export const SPOKEN: readonly string[] = [NEWEST, ...SUPPORTED_PROTOCOL_VERSIONS];
const INSTRUCTIONS = `钉蝶：钉钉审批变成金蝶付款单的台账。这里只能看和提建议，不能审核、推送、改单据；建议由同事在钉蝶里采纳。金额单位是元。${QUOTED_NOTE}`;
const ADDRESS = 'http://localhost/mcp';

/** HTTP answer of the endpoint. */
export interface McpAnswer {
  status: number;
  /** JSON; empty for a notification. */
  body: string;
}

/** MCP without sessions: each request gets its own server with the token's tools. */
@Injectable()
export class McpEndpoint {
  private readonly log = new Logger('assistant');
  private readonly tools: readonly Tool[];

  constructor(bills: BillTools, days: DayTools, proposing: ProposeTools) {
    this.tools = [...bills.tools, ...days.tools, ...proposing.tools];
  }

  /** @param version protocol version from the header. @param requestId for the log. */
  async answer(
    message: AssistantMessage,
    {
      version,
      headers,
      requestId,
    }: { version: string | undefined; headers: Record<string, string>; requestId: string },
    token: TokenScope,
  ): Promise<McpAnswer> {
    if (version !== undefined && !SPOKEN.includes(version))
      return refused(message, -32004, `不认识的协议版本 ${version.slice(0, 20)}。这里会的：${SPOKEN.join('、')}。`);
    // A subscription would keep a connection open for nothing: the tools do not change.
    if ([message].flat().some(({ method }) => method === 'subscriptions/listen'))
      return refused(message, -32601, '这里不推送变化，要看就再问一次。');
    const request = new Request(ADDRESS, {
      method: 'POST',
      // The answer is always JSON, because not every client says that it accepts both types.
      headers: { ...headers, 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      body: JSON.stringify(message),
    });
    const given = { parsedBody: message };
    const response = (await isLegacyRequest(request, message))
      ? await this.older(request, given, token, requestId)
      : await createMcpHandler(() => this.serverFor(token, requestId), { legacy: 'reject' }).fetch(request, given);
    return { status: response.status, body: await response.text() };
  }

  private async older(request: Request, given: { parsedBody: AssistantMessage }, token: TokenScope, requestId: string) {
    const server = this.serverFor(token, requestId);
    const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
    await server.connect(transport);
    try {
      return await transport.handleRequest(request, given);
    } finally {
      await server.close();
    }
  }

  private serverFor(token: TokenScope, requestId: string): Server {
    const server = new Server(
      { name: 'dingdee', title: '钉蝶', version: '1' },
      { capabilities: { tools: {} }, instructions: INSTRUCTIONS },
    );
    server.setRequestHandler('tools/list', () => this.listed(token));
    server.setRequestHandler('tools/call', ({ params }) =>
      this.called(params.name, params.arguments, token, requestId),
    );
    return server;
  }

  /** Lists the tools that the token may use. */
  private listed({ assistant }: TokenScope): ListToolsResult {
    return {
      tools: this.tools
        .filter(({ scope }) => assistant.includes(scope))
        .map(({ name, about, inputSchema, scope }) => ({
          name,
          description: about,
          inputSchema,
          annotations: { readOnlyHint: scope === 'read', destructiveHint: false, openWorldHint: false },
        })),
    };
  }

  /** Runs a tool; the assistant gets refusals in the same words as a person. */
  private async called(name: string, args: unknown, token: TokenScope, requestId: string): Promise<CallToolResult> {
    try {
      const tool = this.tools.find((each) => each.name === name);
      if (!tool) throw new ToolUnknownError();
      if (!token.assistant.includes(tool.scope)) throw new ToolScopeError(tool.scope);
      const data = await tool.run(args, token);
      const answer = { note: QUOTED_NOTE, ...data };
      return { content: [{ type: 'text', text: JSON.stringify(answer) }], structuredContent: answer };
    } catch (error) {
      const { problem, fault } = problemOf(error, requestId);
      if (fault)
        this.log.error(`${name} ${requestId}: ${String(error)}`, error instanceof Error ? error.stack : undefined);
      return { isError: true, content: [{ type: 'text', text: `${problem.title}：${problem.detail}` }] };
    }
  }
}

function refused(message: AssistantMessage, code: number, sentence: string): McpAnswer {
  const [first] = [message].flat();
  const id = typeof first?.id === 'string' || typeof first?.id === 'number' ? first.id : null;
  return { status: 400, body: JSON.stringify({ jsonrpc: '2.0', id, error: { code, message: sentence } }) };
}
