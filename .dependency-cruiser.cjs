const FEATURES = '(dingtalk|kingdee|scheme|mapping|intake|bill|push|writeback|proof|access|audit|live|status)';

/** Imports point inward, and features follow the arrow of docs: DingTalk → intake → mapping → bill → push → Kingdee → writeback. */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'miniapp-not-server', severity: 'error', from: { path: '^miniapp' }, to: { path: '^(server|test)' } },
    {
      name: 'server-not-miniapp-or-test',
      severity: 'error',
      from: { path: '^server' },
      to: { path: '^(miniapp|test)' },
    },
    { name: 'shared-is-a-leaf', severity: 'error', from: { path: '^shared' }, to: { path: '^(server|miniapp|test)' } },
    {
      name: 'shared-knows-only-zod',
      severity: 'error',
      from: { path: '^shared/src', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-no-pkg', 'core'], pathNot: 'node_modules/zod' },
    },
    {
      name: 'sandbox-imports-nothing-of-ours',
      comment: 'The stand-ins answer as docs/spec says, not as our client happens to need.',
      severity: 'error',
      from: { path: '^test/sandbox' },
      to: { path: '^(server|shared|miniapp)' },
    },
    {
      name: 'tests-work-from-outside',
      comment: 'They drive the compiled server over HTTP.',
      severity: 'error',
      from: { path: '^test/(e2e|crash|proof|bench)' },
      to: { path: '^(server|miniapp)/src' },
    },
    {
      name: 'entities-stay-at-home',
      comment: 'A feature reaches the rows of another through what its module exports.',
      severity: 'error',
      from: { path: `^server/src/${FEATURES}/` },
      to: { path: `^server/src/${FEATURES}/.*\\.(entity|repository)\\.ts$`, pathNot: '^server/src/$1/' },
    },
    {
      name: 'controllers-are-entrances',
      severity: 'error',
      from: { path: '^server/src', pathNot: '\\.(module|spec)\\.ts$' },
      to: { path: '\\.controller\\.ts$' },
    },
    {
      name: 'mapping-engine-is-pure',
      severity: 'error',
      from: { path: '^server/src/mapping/engine/', pathNot: '\\.spec\\.ts$' },
      to: { path: '(node_modules/(@nestjs|typeorm|axios)|^server/src/(database|http|queue|access)/)' },
    },
    {
      name: 'life-of-a-bill-is-pure',
      severity: 'error',
      from: { path: '^server/src/bill/bill-(state|key)\\.ts$' },
      to: { path: '(node_modules/(@nestjs|typeorm)|^server/src/(database|http|queue)/)' },
    },
    {
      name: 'ports-know-no-adapter',
      severity: 'error',
      from: { path: '^server/src/(dingtalk/dingtalk|kingdee/kingdee)\\.client\\.ts$' },
      to: { path: '(node_modules/(axios|typeorm)|^server/src/(database|http)/)' },
    },
    {
      name: 'upstream-knows-no-downstream',
      severity: 'error',
      from: { path: '^server/src/(dingtalk|kingdee)/' },
      to: { path: '^server/src/(intake|mapping|scheme|bill|push|writeback|proof|status)/' },
    },
    {
      name: 'bills-know-no-push',
      severity: 'error',
      from: { path: '^server/src/(bill|mapping|scheme)/' },
      to: { path: '^server/src/(push|writeback|intake|proof)/', pathNot: 'intake/intake\\.module' },
    },
    {
      name: 'only-the-server-s-edge-knows-http',
      severity: 'error',
      from: {
        path: `^server/src/(${FEATURES.slice(1, -1)}|database|queue|config|problem|metrics)/`,
        pathNot: '\\.spec\\.ts$',
      },
      to: { path: '^server/src/http/' },
    },
    {
      name: 'desk-and-phone-apart',
      comment: 'Each is loaded only where it is used.',
      severity: 'error',
      from: { path: '^miniapp/src/desk/' },
      to: { path: '^miniapp/src/phone/' },
    },
    {
      name: 'phone-and-desk-apart',
      severity: 'error',
      from: { path: '^miniapp/src/phone/' },
      to: { path: '^miniapp/src/desk/' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(/dist/|/node_modules/\\.)' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'import', 'default'] },
  },
};
