import { VantResolver } from '@vant/auto-import-resolver';
import legacy from '@vitejs/plugin-legacy';
import vue from '@vitejs/plugin-vue';
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers';
import Components from 'unplugin-vue-components/vite';
import { defineConfig } from 'vite';

const vueFamily = /node_modules[\\/](vue|@vue|vue-router|pinia|@tanstack)[\\/]/;

export default defineConfig({
  plugins: [
    vue(),
    Components({
      dts: 'src/components.d.ts',
      dirs: [],
      resolvers: [ElementPlusResolver({ importStyle: 'css' }), VantResolver()],
    }),
    // Output as of Chrome 69 and iOS 14: what the oldest supported DingTalk clients embed. No second, older bundle.
    // Below iOS 14 there is no BigInt, and money is added in bigint.
    legacy({
      modernTargets: ['chrome >= 69', 'ios >= 14'],
      renderLegacyChunks: false,
      modernPolyfills: [
        'es/global-this',
        'es/object/from-entries',
        'es/object/has-own',
        'es/array/at',
        'es/string/replace-all',
        'es/promise/all-settled',
        'web/queue-microtask',
      ],
    }),
  ],
  build: {
    cssTarget: 'chrome69',
    manifest: true,
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: 'vue', test: vueFamily }] } },
    },
  },
  server: { proxy: { '/api': process.env.API_URL ?? 'http://127.0.0.1:3000' } },
});
