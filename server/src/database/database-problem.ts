import type { DatabaseTrouble } from './database-away.js';

interface TroubleWords {
  title: string;
  /** The text for a request that failed: nothing was stored, or only a part. */
  detail: string;
  /** The text for the banner that stays on the page; the page puts a time in front of it. */
  notice: string;
}

const LATER = '恢复后自动继续，不用重启';

/** The texts that a person reads of each trouble: what happened, who can repair it, and that work continues by itself. */
export const DATABASE_WORDS: Readonly<Record<DatabaseTrouble, TroubleWords>> = {
  full: {
    title: '磁盘已满',
    detail: `服务器磁盘已满，这一步存不下来。请管理员清理磁盘空间，${LATER}；之后再做一次。`,
    notice: '服务器磁盘已满，什么也存不下来。请管理员清理磁盘空间',
  },
  disk: {
    title: '磁盘写不进去',
    detail: `数据库写不进磁盘，这一步存不下来。请管理员检查磁盘和数据库文件的权限，${LATER}；之后再做一次。`,
    notice: '数据库写不进磁盘，什么也存不下来。请管理员检查磁盘和数据库文件的权限',
  },
  busy: {
    title: '数据库正被占用',
    detail: '数据库正被另一个程序占用（例如备份），这一步存不下来。过一分钟再做一次；一直这样请告诉管理员。',
    notice: '数据库正被另一个程序占用（例如备份）。一直这样请告诉管理员',
  },
  away: {
    title: '数据库连不上',
    detail: `数据库连不上，这一步存不下来。请管理员检查数据库，${LATER}；之后再做一次。`,
    notice: '数据库连不上。请管理员检查数据库',
  },
  unsure: {
    title: '不知道有没有保存',
    detail: '数据库在保存的那一刻断开，不知道这一步有没有保存。等恢复后刷新，看单据现在的状态，再决定要不要重做。',
    notice: '数据库连不上。请管理员检查数据库',
  },
};

const UNTOUCHED = '没有改动：';
const PARTLY = '已做完的部分保存了，其余没有改动：';

/** Returns the texts for one request that met the trouble. @param commits number of transactions that the request had committed before. */
export function databaseProblem(
  trouble: DatabaseTrouble,
  commits: number,
): readonly [code: string, title: string, detail: string] {
  const { title, detail } = DATABASE_WORDS[trouble];
  const before = trouble === 'unsure' ? '' : commits === 0 ? UNTOUCHED : PARTLY;
  return [`database/${trouble}`, title, `${before}${detail}`];
}
