import { share$ } from 'dingtalk-jsapi/api/biz/util/share';
import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { useShare } from './useShare.js';

const { show, copy } = vi.hoisted(() => ({ show: vi.fn(), copy: vi.fn(async () => undefined) }));
vi.mock('dingtalk-jsapi/api/biz/util/share', () => ({ share$: vi.fn() }));
vi.mock('./bridge.js', () => ({ loadBridge: async () => undefined }));
vi.mock('./environment.js', () => ({ detectPlatform: () => 'pc' }));
vi.mock('./page-config.js', () => ({ pageAllowed: async () => true }));
vi.mock('../api/session-api.js', () => ({ sessionApi: { config: async () => ({ corpId: 'ding1' }) } }));
vi.mock('../ui/useUndo.js', () => ({ useUndo: () => ({ show }) }));

beforeEach(() => {
  setActivePinia(createPinia());
  show.mockClear();
  copy.mockClear();
  vi.stubGlobal('navigator', { clipboard: { writeText: copy } });
});

describe('分享 in a client of DingTalk', () => {
  it('is ready again once the client was asked, though it never answers', async () => {
    vi.mocked(share$).mockReturnValue(new Promise(() => undefined));
    const { share, busy } = useShare();
    void share('单据', '/bills/b1');
    expect(busy.value).toBe(true);
    await vi.waitFor(() => expect(share$).toHaveBeenCalled());
    expect(busy.value).toBe(false);
  });

  it.each([[{ errorCode: '-1', errorMessage: '' }], [{ errorCode: 3, errorMessage: 'user cancelled' }]])(
    'copies and says nothing where the person closed the sheet: %o',
    async (error) => {
      vi.mocked(share$).mockRejectedValue(error);
      await useShare().share('单据', '/bills/b1');
      expect([copy.mock.calls, show.mock.calls]).toEqual([[], []]);
    },
  );

  it.each([
    [{ errorCode: '7', errorMessage: 'permission denied' }],
    [{ errorCode: '1', errorMessage: 'method not exist' }],
    [new Error('no bridge')],
  ])('copies the link where the client refuses: %o', async (error) => {
    vi.mocked(share$).mockRejectedValue(error);
    await useShare().share('单据', '/bills/b1');
    expect(copy.mock.calls.length).toBe(1);
    expect(show.mock.calls.length).toBe(1);
  });

  it('shows the link, and copies nothing unasked, where the client says what nobody knows', async () => {
    vi.mocked(share$).mockRejectedValue({ errorCode: '3', errorMessage: '' });
    await useShare().share('单据', '/bills/b1');
    expect(copy).not.toHaveBeenCalled();
    expect(show.mock.calls[0]?.[0]).toMatch(/\/bills\/b1/);
  });
});
