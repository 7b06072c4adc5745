import { join } from 'node:path';

import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

import { notice } from './notice.js';

// The names of the files are fixed, so that git shows what changed. The server sends an ETag.
export default defineConfig({
  base: './',
  // These packages compile functions from text, which the content security policy forbids.
  resolve: {
    alias: {
      ndarray: join(import.meta.dirname, 'src/ndarray/ndarray.ts'),
      'ndarray-ops': join(import.meta.dirname, 'src/ndarray/ops.ts'),
    },
  },
  plugins: [react(), notice('page/NOTICE.txt')],
  build: {
    outDir: '../leveldb/server/page/files',
    emptyOutDir: true,
    target: 'es2022',
    // The content security policy permits no inline scripts.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1000,
    rollupOptions: {
      output: {
        entryFileNames: 'page/[name].js',
        chunkFileNames: 'page/[name].js',
        assetFileNames: 'page/[name][extname]',
        manualChunks(id) {
          if (/node_modules\/(react|react-dom|scheduler)\//.test(id) && !id.includes('@h5web')) return 'react';
          if (/node_modules\/(react|react-dom|scheduler)\//.test(id)) return 'react';
          if (/node_modules\/three\//.test(id)) return 'three';
          if (/node_modules\//.test(id)) return 'libraries';
          return undefined;
        },
      },
    },
  },
});
