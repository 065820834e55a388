import { Module } from '@nestjs/common';
import { DingTalkModule } from '../connectors/dingtalk/dingtalk.module.js';
import { SendTodos } from './send-todos.js';
import { TodoAccess } from './todo-access.js';
import { Todos } from './todos.js';

/** 待办: assigned bills as to-dos in DingTalk's own list (docs/decisions/0110). */
@Module({
  imports: [DingTalkModule],
  providers: [SendTodos, TodoAccess, Todos],
  exports: [TodoAccess],
})
export class TodoModule {}
