import path from 'node:path';
import { defineConfig } from 'vite';

/** The page: built once, served by the server at its own address. */
export default defineConfig({
  root: path.join(import.meta.dirname, 'desktop/renderer'),
  base: './',
  build: {
    outDir: path.join(import.meta.dirname, 'dist-desktop/renderer'),
    emptyOutDir: true,
    target: 'chrome140',
    sourcemap: true,
  },
});
