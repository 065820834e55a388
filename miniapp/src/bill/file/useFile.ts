import { onScopeDispose, shallowRef, watch } from 'vue';
import { ApiProblem } from '../../api/api-problem.js';
import { fetchFile } from '../../api/file-api.js';

export type FileState =
  | { kind: 'none' }
  | { kind: 'loading' }
  /** `url` of the bytes in this page. A picture can be shown, a PDF drawn, any other file only saved. */
  | { kind: 'picture' | 'file'; url: string; bytes: number }
  | { kind: 'pdf'; url: string; bytes: number; blob: Blob }
  | { kind: 'problem'; problem: ApiProblem };

const BROKEN = new ApiProblem(
  'file/broken',
  '附件没有取到',
  '图片读不出来，可能没有传完。点“重试”，还不行就在钉钉里打开原审批看原件。',
  0,
);

/** Pictures that are on the page now, by address: the viewer shows the bytes that a tile loaded. Nothing else keeps them, not even the browser. */
const onPage = new Map<string, Blob>();

const kindOf = ({ type }: Blob) =>
  type.startsWith('image/') ? 'picture' : type === 'application/pdf' ? 'pdf' : 'file';

/** Loads one photo or attachment while `address` returns an address; a change of `again` loads it anew. */
export function useFile(address: () => string | null, again: () => number = () => 0) {
  const state = shallowRef<FileState>({ kind: 'none' });
  let going: AbortController | null = null;
  let mine: string | null = null;

  function drop(): void {
    if (mine !== null) onPage.delete(mine);
    mine = null;
    going?.abort();
    going = null;
    if ('url' in state.value) URL.revokeObjectURL(state.value.url);
    state.value = { kind: 'none' };
  }

  async function load(url: string): Promise<void> {
    drop();
    going = new AbortController();
    const { signal } = going;
    state.value = { kind: 'loading' };
    try {
      const blob = onPage.get(url) ?? (await fetchFile(url, signal));
      if (blob === null || signal.aborted) return;
      const kind = kindOf(blob);
      if (kind === 'picture' && !onPage.has(url)) {
        onPage.set(url, blob);
        mine = url;
      }
      const shown = { url: URL.createObjectURL(blob), bytes: blob.size };
      state.value = kind === 'pdf' ? { kind, ...shown, blob } : { kind, ...shown };
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ApiProblem)) throw error;
      state.value = { kind: 'problem', problem: error };
    }
  }

  watch(
    [address, again],
    ([url]) => {
      if (url === null) drop();
      else void load(url);
    },
    { immediate: true },
  );
  onScopeDispose(drop);
  /** The bytes arrived, but are not a picture that can be drawn. */
  function broken(): void {
    drop();
    state.value = { kind: 'problem', problem: BROKEN };
  }
  return { state, broken };
}
