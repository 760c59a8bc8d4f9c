import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ProxyKind } from './proxy-files.ts';

/** How to run a proxy in the foreground, in the folder that has its `proxy.conf`. */
export interface ProxyProgram {
  command: string;
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  /** @throws Error if the program itself reports an error in the file, or a warning */
  check(): void;
}

export function proxyProgram(kind: ProxyKind, folder: string): ProxyProgram {
  const env = environment(folder);
  const { check, run } = ARGUMENTS[kind](folder);
  return { command: kind, args: run, env, check: () => checkWith(kind, check, folder, env) };
}

interface Arguments {
  check: readonly string[];
  run: readonly string[];
}

const ARGUMENTS: Record<ProxyKind, (folder: string) => Arguments> = {
  nginx(folder) {
    writeFileSync(path.join(folder, 'nginx.conf'), nginxMain(folder));
    const args = ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr'];
    return { check: [...args, '-t'], run: args };
  },
  haproxy: () => ({ check: ['-c', '-f', 'proxy.conf'], run: ['-db', '-f', 'proxy.conf'] }),
  caddy() {
    const args = ['--adapter', 'caddyfile', '--config', 'proxy.conf'];
    return { check: ['validate', ...args], run: ['run', ...args] };
  },
};

/** Distributions install the proxies in sbin, which is not on everybody's PATH. */
function environment(folder: string): NodeJS.ProcessEnv {
  return { PATH: `${process.env['PATH']}:/usr/sbin:/sbin`, HOME: folder };
}

/** The main nginx file, as it includes /etc/nginx/conf.d/*.conf, in a folder of its own. */
function nginxMain(folder: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `
    daemon off;
    ${process.getuid?.() === 0 ? 'user root;' : ''}
    pid ${folder}/nginx.pid;
    error_log stderr;
    events {}
    http {
      access_log ${folder}/log.txt;
      ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
      include ${folder}/proxy.conf;
    }`;
}

const EXPECTED = [
  // Caddy would like to ask about the certificate, but a self-signed one names no OCSP server.
  'no OCSP server specified',
  // From nginx 1.25 on; the file says what to write there instead.
  'the "listen ... http2" directive is deprecated',
];

function checkWith(
  kind: ProxyKind,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): void {
  const { status, stdout, stderr, error } = spawnSync(kind, args, {
    cwd,
    env,
    encoding: 'utf8',
  });
  if (error !== undefined) {
    throw new Error(
      `the configuration for ${kind} is tested in the real program, and there is none: "apt-get install nginx-light haproxy caddy"`,
    );
  }
  const complaints = `${stdout}${stderr}`
    .split('\n')
    .filter((line) => /\bwarn/i.test(line) && !EXPECTED.some((known) => line.includes(known)));
  if (status !== 0 || complaints.length > 0) {
    throw new Error(`${kind} does not like its file: ${stdout}${stderr}`);
  }
}
