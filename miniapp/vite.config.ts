import { VantResolver } from '@vant/auto-import-resolver';
import vue from '@vitejs/plugin-vue';
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers';
import Components from 'unplugin-vue-components/vite';
import { defineConfig } from 'vite';

const api = process.env.API_URL ?? 'http://127.0.0.1:3000';

const vueFamily = /node_modules[\\/](vue|@vue|vue-router|pinia|@tanstack)[\\/]/;

export default defineConfig({
  plugins: [
    vue(),
    Components({
      dts: 'src/components.d.ts',
      dirs: [],
      resolvers: [ElementPlusResolver({ importStyle: 'css' }), VantResolver()],
    }),
  ],
  build: {
    // The oldest supported DingTalk clients embed Chrome 69 and iOS 14 (below it there is no BigInt, and money is added
    // in bigint). What their libraries lack is in src/polyfills.ts.
    target: ['chrome69', 'ios14'],
    cssTarget: 'chrome69',
    manifest: true,
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: 'vue', test: vueFamily }] } },
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
