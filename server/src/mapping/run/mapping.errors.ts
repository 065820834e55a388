import { whenInWords } from '../../domain/beijing-time.js';
import { DomainError } from '../../problem/domain-error.js';

export class MappingTableNotFoundError extends DomainError {
  readonly code = 'mapping/no-such-table';
  readonly title = '没有这张映射表';
  readonly status = 404;
  constructor(code: string) {
    super('没有找到这张映射表，可能链接已过期。回到映射页重新打开。', { code });
  }
}

/** The approval as DingTalk gave it is in an archive file (npm run ops -- archive). */
export class SnapshotArchivedError extends DomainError {
  readonly code = 'mapping/snapshot-archived';
  readonly title = '审批原文已归档';
  readonly status = 409;
  constructor() {
    super('这张审批的原文已搬进归档文件，不能在这里重算。请管理员运行 npm run ops -- archive-restore 放回，再来看。');
  }
}

export class MappingRowGoneError extends DomainError {
  readonly code = 'mapping/no-such-row';
  readonly title = '这一行已不在';
  readonly status = 404;
  constructor(id: string) {
    super('这一行已被别人改过或删除，没有改动。刷新后看最新内容。', { id });
  }
}

/** Two people at one place of a table: the second sees first what the other did. */
export class MappingRowChangedError extends DomainError {
  readonly code = 'mapping/row-changed';
  readonly title = '别人刚改过这一行';
  readonly status = 409;
  /** @param now what stands there; null: nothing any more. */
  constructor(key: string, now: { target: string; by: string; at: number } | null) {
    super(
      now === null
        ? `“${key}”的对应在你打开之后被删除了，没有保存。刷新后看最新内容再改。`
        : `“${key}”在你打开之后由 ${now.by} 对应到了 ${now.target}（${whenInWords(now.at, Date.now())}），没有保存。看过再改。`,
      { key },
    );
  }
}

/** What was chosen cannot be used in Kingdee. */
export class UnusableTargetError extends DomainError {
  readonly code = 'mapping/unusable-target';
  readonly title = '选的基础资料不能用';
  readonly status = 422;
  constructor(sentence: string, details: Readonly<Record<string, unknown>> = {}) {
    super(`${sentence}没有保存任何改动，换一个再存。`, details);
  }
}

/** A field of a bill cannot be fixed in this way. */
export class FixRefusedError extends DomainError {
  readonly code = 'mapping/fix-refused';
  readonly title = '不能这样修改';
  readonly status = 422;
}

export class MappingCursorError extends DomainError {
  readonly code = 'mapping/bad-cursor';
  readonly title = '翻页位置已失效';
  readonly status = 422;
  constructor() {
    super('翻页位置已失效，没有取到下一页。从第一页重新打开列表。');
  }
}
