import { fileURLToPath } from 'node:url';
import { VantResolver } from '@vant/auto-import-resolver';
import vue from '@vitejs/plugin-vue';
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers';
import Components from 'unplugin-vue-components/vite';
import { defineConfig } from 'vite';
import { firstChunks } from './first-chunks.js';

const api = process.env.API_URL ?? 'http://127.0.0.1:3000';

export default defineConfig({
  plugins: [
    vue(),
    Components({
      dts: 'src/components.d.ts',
      dirs: [],
      resolvers: [ElementPlusResolver({ importStyle: 'css' }), VantResolver()],
    }),
  ],
  // No component here, and none of the libraries’ that are used, is written in the older style; its half of the runtime stays out.
  define: { __VUE_OPTIONS_API__: false },
  resolve: {
    alias: [
      // The contract from its sources, which need no build before.
      { find: /^@dingdee\/shared\/(.*)$/, replacement: fileURLToPath(new URL('../shared/src/$1', import.meta.url)) },
      // dingtalk-jsapi brings a Promise of its own, for clients that are older than any that we serve.
      {
        find: 'promise-polyfill/dist/polyfill',
        replacement: fileURLToPath(new URL('src/dingtalk/no-promise.ts', import.meta.url)),
      },
      // What Element Plus says by itself (关闭此对话框) it says by its fallback, which is English.
      { find: /^.*\/lang\/en\.mjs$/, replacement: 'element-plus/es/locale/lang/zh-cn.mjs' },
    ],
  },
  build: {
    // The oldest supported DingTalk clients embed Chrome 69 and iOS 14 (below it there is no BigInt, and money is added
    // in bigint). What their libraries lack is in src/polyfills.ts.
    target: ['chrome69', 'ios14'],
    cssTarget: 'chrome69',
    manifest: true,
    rolldownOptions: {
      output: { codeSplitting: { groups: firstChunks() } },
    },
  },
  server: {
    proxy: {
      '/api': {
        target: api,
        // The server takes writes from its own pages only. While developing those come from here, and from nowhere else.
        configure: (proxy) =>
          proxy.on('proxyReq', (toServer, { headers }) => {
            if (headers.origin === `http://${headers.host}`) toServer.setHeader('origin', new URL(api).origin);
          }),
      },
    },
  },
});
