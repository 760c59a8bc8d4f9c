import { readFileSync } from 'node:fs';
import path from 'node:path';
import prefresh from '@prefresh/vite';
import { defineConfig, type InlineConfig, type Plugin } from 'vite';
import electron from 'vite-plugin-electron';
import { emojiList } from './desktop/emoji-list.ts';

const root = import.meta.dirname;
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const DEV_API = process.env['WORKSPACE_DEV_SERVER'] ?? 'http://localhost:4000';

/**
 * The page, which the server serves at its own address and Electron as `app://workspace`; and
 * Electron's main process and preload script. `vite build` builds them to `dist-desktop/`, `vite`
 * serves the page with hot reload and starts Electron on it.
 */
export default defineConfig({
  root: path.join(root, 'desktop/renderer'),
  base: './',
  define: { WORKSPACE_VERSION: JSON.stringify(version) },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  // As text that is parsed: as code, each entry of a table becomes a function.
  json: { stringify: true, namedExports: false },
  resolve: {
    // markdown-it brings a table of all HTML entities, 17 KB compressed, for a rule that is off.
    alias: { entities: path.join(root, 'desktop/renderer/no-entities.ts') },
  },
  server: {
    port: 5173,
    strictPort: true,
    proxy: { '/api': DEV_API },
    // In Electron the page's own origin is no server's, so its hot reload is told where to listen.
    hmr: { protocol: 'ws', host: 'localhost', clientPort: 5173 },
  },
  build: {
    outDir: path.join(root, 'dist-desktop/renderer'),
    emptyOutDir: true,
    target: 'chrome140',
    sourcemap: true,
    // The reader of PDFs has 504 kB, and is loaded with the first of them.
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // What a start needs, in two files and not in a dozen: the packages, which seldom change, and
          // the rest. Not the entry, which ends when the start does: what is loaded later waits for both.
          groups: [
            { name: 'packages', tags: ['$initial'], test: /node_modules/ },
            { name: 'start', tags: ['$initial'], test: /desktop.renderer.(?!main\.|index\.)/ },
          ],
        },
      },
    },
  },
  plugins: [
    emoji(),
    // What is shown keeps its state when a view is edited.
    await prefresh(),
    electron([
      {
        vite: forNode('main', 'main/index.ts', 'es', 'index.js'),
        // The plugin's own start would switch Chromium's sandbox off.
        onstart: ({ startup }) => startElectron(startup),
      },
      // A sandboxed preload script cannot be an ES module.
      {
        vite: forNode('preload', 'preload/index.ts', 'cjs', 'index.cjs'),
        onstart: ({ startup }) => startElectron(startup),
      },
      { vite: forNode('farewell', 'main/farewell/thread.ts', 'es', 'index.js') },
    ]),
  ],
});

/** Makes the page's list of emoji when it is built: as it is published, it is twice as large. */
function emoji(): Plugin {
  const id = 'virtual:emoji';
  return {
    name: 'emoji',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load: (source) =>
      source === `\0${id}`
        ? `export default JSON.parse(${JSON.stringify(JSON.stringify(emojiList()))})`
        : undefined,
  };
}

/** @param from in `desktop` */
function forNode(name: string, from: string, format: 'es' | 'cjs', file: string): InlineConfig {
  return {
    // Without the page's public files.
    publicDir: false,
    define: { WORKSPACE_VERSION: JSON.stringify(version) },
    build: {
      outDir: path.join(root, 'dist-desktop', name),
      emptyOutDir: true,
      target: 'node24',
      sourcemap: true,
      minify: false,
      rolldownOptions: {
        input: path.join(root, 'desktop', from),
        output: { format, entryFileNames: file, codeSplitting: false },
      },
    },
  };
}

async function startElectron(start: (argv: string[]) => Promise<boolean>): Promise<void> {
  const isRoot = process.getuid?.() === 0;
  await start([root, ...(isRoot ? ['--no-sandbox'] : [])]);
}
