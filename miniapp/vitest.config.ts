import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [vue()],
  test: { name: 'miniapp', include: ['src/**/*.spec.ts'], environment: 'happy-dom' },
});
