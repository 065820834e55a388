import { existsSync, readFileSync } from 'node:fs';

/** What Vite writes down of each file of the build, as far as it is read here. */
interface Built {
  file: string;
  imports?: readonly string[];
  css?: readonly string[];
}
type Manifest = Readonly<Record<string, Built>>;

/** A client in the hand; every other one is shown the desk. A wrong guess costs bytes and nothing else: the page decides for itself. */
const IN_HAND = /Mobile|Android|iPhone|iPad|Harmony/i;
const IN_DINGTALK = /DingTalk/i;
/**
 * What every visit asks before anything else, on its way together with the files. `fetch` takes these answers over as long as it asks
 * with the same headers, which is with none of its own.
 */
const asked = (path: string): string => `<link rel="preload" as="fetch" crossorigin href="${path}">`;
const QUESTIONS = ['/api/session', '/api/client-config'].map(asked);
const GROUPS = '/api/bills/groups?stage=review&rows=100';
/** By page, what its first lines ask of the review (miniapp/src/session/early.ts), letter for letter: otherwise it is asked twice. */
const LISTS: Readonly<Record<string, readonly string[]>> = { '/': [GROUPS, '/api/bills/stages'], '/review': [GROUPS] };

/**
 * index.html, with the files named in it that this visit is going to need (`miniapp/first-chunks.ts`): otherwise each is only known of when
 * the one before it has come and run, and behind a slow network every one of these steps takes half a second.
 * @param root the build, with a slash at the end
 */
export class FirstPage {
  private readonly html: string;
  private readonly manifest: Manifest;
  private readonly made = new Map<string, string>();

  constructor(root: string) {
    this.html = readFileSync(`${root}index.html`, 'utf8');
    const manifest = `${root}.vite/manifest.json`;
    this.manifest = existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')) : {};
  }

  /**
   * @param path of the page, "/review". @param client its User-Agent. @param reviews whoever asks is logged in and reviews: the first list
   * is then on its way with the scripts, and not only once they have run and know who is here.
   */
  for(path: string, client: string, reviews = false): string {
    const inHand = IN_HAND.test(client);
    const bridge = IN_DINGTALK.test(client) ? [inHand ? 'bridge-phone' : 'bridge-pc'] : [];
    // In the order in which they are waited for: a browser fetches six at a time.
    const chunks = ['early', ...bridge, 'start', ...(inHand ? ['phone', ...viewOf(path)] : ['desk'])];
    const lists = reviews ? (LISTS[path] ?? []) : [];
    const key = [...chunks, ...lists].join();
    const html = this.made.get(key) ?? this.withFiles(chunks, lists);
    this.made.set(key, html);
    return html;
  }

  private withFiles(chunks: readonly string[], lists: readonly string[]): string {
    const keys = Object.keys(this.manifest);
    const named = chunks
      .map((chunk) => new RegExp(`^(?:_${chunk}-[\\w-]{8}\\.js|src/dingtalk/${chunk}\\.ts)$`))
      .flatMap((pattern) => keys.filter((key) => pattern.test(key)));
    const files = new Set<string>();
    for (const key of named) this.reach(key, files);
    const lines = [...files]
      .filter((file) => !this.html.includes(`/${file}"`))
      .map((file) =>
        file.endsWith('.css')
          ? `<link rel="preload" as="style" fetchpriority="low" crossorigin href="/${file}">`
          : `<link rel="modulepreload" crossorigin href="/${file}">`,
      );
    return this.html.replace('</head>', `${[...QUESTIONS, ...lists.map(asked), ...lines].join('')}</head>`);
  }

  /** What a file needs stands before it. */
  private reach(key: string, files: Set<string>, on = new Set<string>()): void {
    const built = this.manifest[key];
    if (!built || on.has(key)) return;
    on.add(key);
    for (const next of built.imports ?? []) this.reach(next, files, on);
    files.add(built.file);
    for (const file of built.css ?? []) files.add(file);
  }
}

const viewOf = (path: string): string[] => (path === '/' ? ['home'] : path === '/review' ? ['review'] : []);
