import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { BillModule } from '../bill/bill.module.js';
import { DatasetModule } from '../dataset/dataset.module.js';
import { MappingModule } from '../mapping/mapping.module.js';
import { ReadModule } from '../read/read.module.js';
import { StatementModule } from '../statement/statement.module.js';
import { McpController } from './mcp.controller.js';
import { McpEndpoint } from './mcp-endpoint.js';
import { DecideProposal } from './proposal/decide-proposal.js';
import { ProposalController } from './proposal/proposal.controller.js';
import { Proposals } from './proposal/proposals.js';
import { BillTools } from './tool/bill-tools.js';
import { DayTools } from './tool/day-tools.js';
import { ProposeTools } from './tool/propose-tools.js';

/** 助手: what an external assistant reads and proposes (MCP), and how people decide on its proposals. */
@Module({
  imports: [AccessModule, BillModule, DatasetModule, MappingModule, ReadModule, StatementModule],
  controllers: [McpController, ProposalController],
  providers: [BillTools, DayTools, DecideProposal, McpEndpoint, Proposals, ProposeTools],
})
export class AssistantModule {}
