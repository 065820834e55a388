import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

/** For `vitest` in this folder; the unit tier splits the specs into those that share a window and those that do not (../vitest.config.ts). */
export default defineConfig({
  plugins: [vue()],
  test: { environment: 'happy-dom' },
});
