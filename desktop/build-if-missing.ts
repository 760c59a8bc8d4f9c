import { existsSync } from 'node:fs';
import path from 'node:path';

/** Builds the page if it has not been built yet; `npm start` runs this first. */
const root = path.join(import.meta.dirname, '..');
const isWanted = process.env['WEB_CLIENT'] !== 'off';
if (isWanted && !existsSync(path.join(root, 'dist-desktop/renderer/index.html'))) {
  try {
    const { build } = await import('vite');
    await build({ configFile: path.join(root, 'vite.config.ts'), logLevel: 'warn' });
  } catch (error) {
    // The server is useful without the page, so it starts all the same.
    console.error('The page could not be built; run "npm ci && npm run build" to see why.', error);
  }
}
