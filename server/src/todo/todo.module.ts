import { Module } from '@nestjs/common';
import { DingTalkModule } from '../connectors/dingtalk/dingtalk.module.js';
import { SendTodos } from './send-todos.js';
import { TodoAccess } from './todo-access.js';
import { Todos } from './todos.js';

/** 待办: what somebody was given, in DingTalk's own list of what is to be done (docs/decisions/0110). */
@Module({
  imports: [DingTalkModule],
  providers: [SendTodos, TodoAccess, Todos],
  exports: [TodoAccess],
})
export class TodoModule {}
