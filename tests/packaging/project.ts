import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { type Files, standIns } from './stand-ins.ts';

export const { version }: { version: string } = JSON.parse(readFileSync('package.json', 'utf8'));

export type Platform = 'linux' | 'win' | 'mac';

/** A project that has been built, with what a developer's folder holds besides. */
export interface Project extends AsyncDisposable {
  folder: string;
  /** Runs what `npm run build:prod:<platform>` runs after the build. */
  package(
    platform: Platform,
    options?: { dir?: boolean; env?: Record<string, string>; umask?: number },
  ): Promise<Outcome>;
}

export interface Outcome {
  status: number | null;
  /** Both of its outputs. */
  printed: string;
  /** The connections that it tried to open, a line each. */
  connections: string;
}

const root = path.join(import.meta.dirname, '../..');

export async function makeProject(): Promise<Project> {
  const folder = await mkdtemp(path.join(tmpdir(), 'packaging-'));
  for (const [name, content] of Object.entries({ ...BUILT, ...BESIDES, ...standIns() })) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content, { mode: name.startsWith('tools/') ? 0o755 : 0o644 });
  }
  await symlink(path.join(root, 'desktop/packaging'), path.join(folder, 'desktop/packaging'));
  return {
    folder,
    package: (platform, options = {}) => run(folder, platform, options),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

const BUILT: Files = {
  'package.json': readFileSync(path.join(root, 'package.json')),
  LICENSE: readFileSync(path.join(root, 'LICENSE')),
  'desktop/connection.json': existsSync(path.join(root, 'desktop/connection.json'))
    ? readFileSync(path.join(root, 'desktop/connection.json'))
    : '{"mode":"local","servers":{"local":"http://localhost:4000"}}',
  'dist-desktop/main/index.js': 'import "electron";\n',
  'dist-desktop/preload/index.cjs': 'require("electron");\n',
  'dist-desktop/renderer/index.html': '<!doctype html>\n',
  'dist-desktop/renderer/assets/index-1a2b.js': '1;\n',
};

/** What must not get into a package. */
const BESIDES: Files = {
  'dist-desktop/main/index.js.map': '{}',
  'dist-desktop/renderer/assets/index-1a2b.js.map': '{}',
  'dist/openapi.json': '{}',
  'api/main.ts': 'void 0;\n',
  'desktop/bridge.ts': 'void 0;\n',
  'data/db/PG_VERSION': '18',
  '.env': 'ADMIN_PASSWORD=secret\n',
  'node_modules/hono/package.json': '{"name":"hono","version":"1.0.0"}',
  'node_modules/hono/index.js': '1;\n',
  'package-lock.json': '{}',
};

async function run(
  folder: string,
  platform: Platform,
  { dir = false, env = {}, umask = 0o022 }: Parameters<Project['package']>[1] & object,
): Promise<Outcome> {
  const log = path.join(folder, 'connections.log');
  await writeFile(log, '');
  const masked = ['-c', `umask ${umask.toString(8)} && exec "$@"`, 'sh', process.execPath];
  const child = spawn('sh', [...masked, ...builderArguments(platform), ...(dir ? ['dir'] : [])], {
    cwd: folder,
    env: { ...surroundings(folder, platform), NETWORK_LOG: log, ...env },
  });
  const [out, err, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { status, printed: out + err, connections: await readFile(log, 'utf8') };
}

/** What package.json's script runs by Node, the program being this repository's. */
function builderArguments(platform: Platform): string[] {
  const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const script = String(scripts[`build:prod:${platform}`]);
  const [, args] = /^npm run build && node (.*)$/.exec(script) ?? [];
  if (args === undefined) throw new Error(`the script is not what this test knows: ${script}`);
  return args.split(' ').map((arg) => arg.replace(/^desktop\//, `${root}/desktop/`));
}

/** A developer's environment: no token, and nothing of what surrounds the test. */
function surroundings(folder: string, platform: Platform): Record<string, string> {
  return {
    PATH: `${folder}/tools/bin:${process.env['PATH']}`,
    HOME: folder,
    TMPDIR: tmpdir(),
    NODE_OPTIONS: `--import=${import.meta.dirname}/no-network.ts`,
    HTTPS_PROXY: 'http://127.0.0.1:1',
    HTTP_PROXY: 'http://127.0.0.1:1',
    // It asks npm where the project begins, and npm on that occasion whether there is a newer npm.
    npm_config_update_notifier: 'false',
    ELECTRON_OVERRIDE_DIST_PATH: `${folder}/tools/electron/${platform}`,
    APPIMAGE_TOOLS_PATH: `${folder}/tools/appimage`,
  };
}
