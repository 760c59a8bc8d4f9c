import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readConfig } from './config.ts';
import { start } from './node.ts';
import { createLog } from './ops/log.ts';

/**
 * Writes the API's description to a file, for generators of clients and for reading without a
 * server: `node api/write-openapi.ts dist/openapi.json`. It asks a real server, which it starts in
 * a temporary folder, so that the file is what a server answers.
 */
const target = process.argv[2] ?? 'dist/openapi.json';
const dataDir = mkdtempSync(path.join(tmpdir(), 'workspace-openapi-'));
try {
  const config = readConfig({ PORT: '0', DATA_DIR: dataDir });
  const server = await start(config, createLog('warn'));
  await server.ready;
  const response = await fetch(`${server.url}/api/v1/openapi.json`);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, `${JSON.stringify(await response.json(), null, 2)}\n`);
  await server.stop();
  console.log(`wrote ${target}`);
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}
