import { fileURLToPath } from 'node:url';

/** What the bundler knows of a module. */
interface ModuleGraph {
  getModuleInfo(
    id: string,
  ): { readonly importedIds: readonly string[]; readonly dynamicallyImportedIds: readonly string[] } | null;
}

const at = (path: string): string => fileURLToPath(new URL(`src/${path}`, import.meta.url));
/** Where the views of a first visit begin; the bridges to DingTalk's clients stay by themselves, since they act when they are loaded. */
const BEGINNINGS = {
  early: ['session/early.ts', 'dingtalk/auth-code.ts'].map(at),
  always: ['start.ts', 'shell/LiveUpdates.vue'].map(at),
  phone: [at('shell/phone/PhoneRoutes.ts')],
  home: [at('shell/phone/PhoneHome.vue')],
  review: [at('review/phone/PhoneReview.vue')],
  desk: [at('shell/desk/DeskRoutes.ts')],
  bill: [at('detail/desk/BillDetail.vue')],
};
/** The page's first lines, which run before any library, with what loads a late part. As one file: each small one is half a second of a slow network. */
const FIRST_LINES =
  /vite[\\/](?:preload-helper|modulepreload-polyfill)|miniapp[\\/]src[\\/](?:main|polyfills|reload-once)\.ts$/;
/** What both bridges need besides what is in `early`, a quarter of a kilobyte. */
const BRIDGES = /dingtalk-jsapi[\\/]lib[\\/]bridge[\\/]eapp\.js$/;

/** A phone fetches it when all stands there; with the desk's parts it would fetch those as well. */
const APART = at('ui/keep-focus.ts');

/** What a phone fetches for the first bill that has files; the desk's bill has them too. */
const TILES = at('bill/phone/AttachmentTiles.vue');

/** Of these packages only what is used comes along, which the bundler sees to; through their lists of everything all would. */
const LISTS = /node_modules[\\/](?:vant|element-plus)[\\/]es[\\/]index\.mjs$/;

/** All that these need before they can run; with `later` also what they fetch once they do. */
function reach(graph: ModuleGraph, from: readonly string[], later = false): Set<string> {
  const found = new Set<string>();
  const open = [...from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id) || LISTS.test(id)) continue;
    found.add(id);
    const { importedIds = [], dynamicallyImportedIds = [] } = graph.getModuleInfo(id) ?? {};
    open.push(...importedIds, ...(later ? dynamicallyImportedIds : []));
  }
  return found;
}

/** In this order: a chunk takes along what its modules need, a later one only what is left. */
const CHUNKS = [
  'load',
  'focus',
  'early',
  'start',
  'phone',
  'walk',
  'news',
  'home',
  'review',
  'tiles',
  'both',
  'desk',
  'bill-both',
  'bill',
] as const;
type Chunk = (typeof CHUNKS)[number];

function sort(graph: ModuleGraph): Map<string, Chunk> {
  const of = (name: keyof typeof BEGINNINGS) => reach(graph, BEGINNINGS[name]);
  const [early, always, desk, bill] = [of('early'), of('always'), of('desk'), of('bill')];
  const phones = { phone: of('phone'), home: of('home'), review: of('review') };
  const onPhone = (id: string): Chunk | null => {
    const views = (['home', 'review'] as const).filter((name) => phones[name].has(id));
    if (phones.phone.has(id) || views.length === 2) return 'phone';
    return views[0] ?? null;
  };
  const tiles = reach(graph, [TILES]);
  const onPhoneLater = reach(graph, [...BEGINNINGS.phone, ...BEGINNINGS.home, ...BEGINNINGS.review], true);
  const chunkOf = new Map<string, Chunk>([[APART, 'focus']]);
  for (const id of early) chunkOf.set(id, 'early');
  for (const id of new Set([...always, ...desk, ...bill, ...phones.phone, ...phones.home, ...phones.review])) {
    const [phone, pc] = [onPhone(id), desk.has(id) ? 'desk' : bill.has(id) ? 'bill' : null] as const;
    if (FIRST_LINES.test(id) || chunkOf.has(id)) continue;
    if (always.has(id) || (phone === 'phone' && pc === 'desk')) chunkOf.set(id, 'start');
    // Neither layout waits for what only the other one needs, and neither view of the phone for what is the other's and the desk's.
    else if (phone && pc) chunkOf.set(id, phone === 'home' ? 'news' : 'walk');
    // A later part of the phone must not bring the desk along, and the tiles of a first bill's files nothing but themselves.
    else if (pc && tiles.has(id)) chunkOf.set(id, 'tiles');
    else if (pc && onPhoneLater.has(id)) chunkOf.set(id, pc === 'desk' ? 'both' : 'bill-both');
    else chunkOf.set(id, phone ?? pc ?? 'start');
  }
  return chunkOf;
}

/**
 * The chunks of a first visit: what asks who is here in `early`, what both layouts need first in `start`, the rest of each layout's first list in `phone` with `home` or
 * `review`, or in `desk`, the bill beside the desk's list in `bill`; in `news` and `walk` what the desk has in common with one of the
 * phone's views, in `both` and `bill-both` what it has in common with parts that a phone fetches later. Everything else is split as pages need it. Some fifty small files,
 * each compressed by itself and some only known of when another had come, were what a phone waited for.
 */
export function firstChunks() {
  let chunkOf: Map<string, Chunk> | null = null;
  return CHUNKS.map((chunk, i) => ({
    name: (id: string, graph: ModuleGraph): string | null => {
      if (chunk === 'load') return FIRST_LINES.test(id) ? chunk : null;
      if (BRIDGES.test(id)) return chunk === 'early' ? chunk : null;
      chunkOf ??= sort(graph);
      return chunkOf.get(id) === chunk ? chunk : null;
    },
    priority: CHUNKS.length - i,
  }));
}
