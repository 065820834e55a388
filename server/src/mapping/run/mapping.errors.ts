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

/** The approval's original text is in an archive file (npm run ops -- archive). */
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

/** A value is put aside as its card showed it: with these bills, and not put aside already. */
export class ValueChangedError extends DomainError {
  readonly code = 'mapping/value-changed';
  readonly title = '这个值和你看到的不一样了';
  readonly status = 409;
  /** @param now how many bills lack it now; null: somebody else put it aside. */
  constructor(key: string, shown: number, now: number | null) {
    super(
      now === null
        ? `“${key}”别人已经放到“已不处理”里了，没有再记一次。刷新后看原因。`
        : `你看到有 ${shown} 笔单据在等“${key}”，现在是 ${now} 笔。没有任何改动。关上这个窗口，看过现在的再来一次。`,
      { key },
    );
  }
}

/** Two people changed one place of a table: the second has to see the change of the first. */
export class MappingRowChangedError extends DomainError {
  readonly code = 'mapping/row-changed';
  readonly title = '别人刚改过这一行';
  readonly status = 409;
  /** @param now the present value; null: the row was removed. */
  constructor(key: string, now: { target: string; by: string; at: number; fromDay?: string } | null) {
    super(
      now === null
        ? `“${key}”的对应在你打开之后被删除了，没有保存。刷新后看最新内容再改。`
        : `“${key}”${now.fromDay ? `在 ${now.fromDay} 起` : ''}已经由 ${now.by} 对应到了 ${now.target}（${whenInWords(now.at, Date.now())}），没有保存。看过再改。`,
      { key },
    );
  }
}

/** A change of a whole table was compared with a former state of the table. */
export class MappingTableChangedError extends DomainError {
  readonly code = 'mapping/import-outdated';
  readonly title = '映射表在你打开之后变了';
  readonly status = 409;
  constructor(name: string) {
    super(`“${name}”在你打开之后被别人改过，没有写入任何一条。已按现在的表重新算，看过再确认一次。`);
  }
}

export class TableNameTakenError extends DomainError {
  readonly code = 'mapping/table-name-taken';
  readonly title = '不能用这个名称';
  readonly status = 409;
  /** @param name 'many': the limit of tables is reached. */
  constructor(name: string) {
    super(
      name === 'many'
        ? '映射表已经有 40 张，没有新建。先删掉不用的。'
        : `已经有一张表叫“${name}”，或新建时叫过这个名称，没有保存。换一个名称。`,
    );
  }
}

/** A table that cannot be removed or renamed: a built-in one, or one that rules or bills use. */
export class TableInUseError extends DomainError {
  readonly code = 'mapping/table-in-use';
  readonly title = '这张表不能改名或删除';
  readonly status = 409;
  constructor(why: 'ours' | 'rules' | 'bills') {
    super(
      {
        ours: '这是每个方案都用的表，名称固定，也不能删除。',
        rules: '有方案的规则用到它，旧的版本也算，没有删除。不再用它的，留着也没有影响。',
        bills: '有单据按它映射过，留着才能说明来由，没有删除。',
      }[why],
    );
  }
}

/** The chosen target cannot be used in Kingdee. */
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

/** Kingdee did not show the payee's record. */
export class PayeeRecordUnreadError extends DomainError {
  readonly code = 'mapping/record-unread';
  readonly title = '没有读到金蝶档案';
  readonly status = 503;
  constructor(sentence: string, options?: ErrorOptions) {
    super(`${sentence}单据没有改动，可以稍后再取，或核对后手工填写对方银行账号。`, {}, options);
  }
}

export class MappingCursorError extends DomainError {
  readonly code = 'mapping/bad-cursor';
  readonly title = '翻页位置已失效';
  readonly status = 422;
  constructor() {
    super('翻页位置已失效，没有取到下一页。从第一页重新打开列表。');
  }
}
