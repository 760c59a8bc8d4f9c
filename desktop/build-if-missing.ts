import { existsSync } from 'node:fs';
import path from 'node:path';

/** Before a start: builds the page where nobody has built it yet. */
const root = path.join(import.meta.dirname, '..');
const isWanted = process.env['WEB_CLIENT'] !== 'off';
if (isWanted && !existsSync(path.join(root, 'dist-desktop/renderer/index.html'))) {
  try {
    const { build } = await import('vite');
    await build({ configFile: path.join(root, 'vite.config.ts'), logLevel: 'warn' });
  } catch (error) {
    // The server is of use without it.
    console.error('The page could not be built; run "npm ci && npm run build" to see why.', error);
  }
}
