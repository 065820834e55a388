import { controlKind } from '../approval/control-kinds.js';

const LOOK = '管理员到“方案”的“表单改动”里看过并接受，或让方案改用别的控件以后，自动接着走。';

const ROW = '方案改了明细怎样变成行，原来在';

/** Sentences on what stops a bill because its form, or its approval, has changed. */
export const FORM_WORDS: Readonly<Record<string, (params: Readonly<Record<string, string>>) => string>> = {
  'hand-moved': ({ label, row }) =>
    `${ROW}第 ${row} 行选的${label}没有用上：这一行现在是别的明细。看这一行是哪几条明细，重新选${label}；不要的，撤回改动。`,
  'hand-gone': ({ label, row }) =>
    `${ROW}第 ${row} 行选的${label}没有用上：已经没有第 ${row} 行了。核对每一行的${label}，写明理由再通过。`,
  'source-edited': () =>
    '审批内容在通过后被改过，这张按改过的内容重新映射。看改动前后的值，问清楚为什么改，写明理由再通过；不该付的排除。',
  'other-name': ({ label, name, uses }) =>
    `“${label}”在这张审批上叫“${name}”，它用在：${uses}。名字不同，填的可能是别的东西：打开原审批核对，写明理由再通过；不该付的排除。`,
  'form-changed': ({ kind, label, was, now, uses }) =>
    kind === 'options'
      ? `钉钉表单里“${label}”的选项改过，采集条件要的选项没有了，选新选项的会一张也采不到。这张选的是新选项，先停下。${LOOK}`
      : kind === 'renamed'
        ? `钉钉表单里的“${label}”改名成了“${now}”，它用在：${uses}。名字变了，填的可能是别的东西，这张是改名以后提交的，先停下。${LOOK}`
        : kind === 'removed'
          ? `钉钉表单里的“${label}”没有了，它用在：${uses}。这张是改过以后提交的，先停下，不用别的值顶替。${LOOK}`
          : `钉钉表单里的“${label}”从${controlKind(was ?? '')}改成了${controlKind(now ?? '')}，它用在：${uses}。这张是改过以后提交的，先停下。${LOOK}`,
};
