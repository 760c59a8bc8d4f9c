import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { makeCertificate, type Validity } from './certificate.ts';
import { freePort } from './postgres.ts';
import { type ProxyKind, readProxyFile } from './proxy-files.ts';
import { until } from './until.ts';

/** A real reverse proxy with the configuration that is shipped for it. */
export interface ReverseProxy {
  /** `https://localhost:port`, whose certificate this process trusts. */
  url: string;
  /** `http://localhost:port`, which redirects. */
  plainUrl: string;
  /** PEM, for NODE_EXTRA_CA_CERTS of other processes. */
  certificateFile: string;
  /** What it has printed and logged so far. */
  log(): string;
  /** Stops it, without regard for who is connected, and starts it on the same ports. */
  restart(): Promise<void>;
  /** Stops it and removes its folder. */
  stop(): Promise<void>;
}

export interface ProxyOptions {
  /** Base addresses of one or two servers. */
  servers: readonly string[];
  /** For a fault to plant, or a shorter time; `replaceIn` throws where there is nothing to replace. */
  edit?: (text: string) => string;
  /** Of its certificate. */
  validity?: Validity;
}

/** Starts it and waits until it answers. */
export async function startProxy(kind: ProxyKind, options: ProxyOptions): Promise<ReverseProxy> {
  const folder = mkdtempSync(path.join(tmpdir(), `workspace-${kind}-`));
  const certificate = makeCertificate(folder, options.validity);
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), certificate.pem]);
  const [port, plainPort] = [await freePort(), await freePort()];
  const servers = options.servers.map((url) => `127.0.0.1:${new URL(url).port}`);
  const shipped = readProxyFile(kind, { folder, port, plainPort, certificate, servers });
  writeFileSync(path.join(folder, 'proxy.conf'), (options.edit ?? String)(shipped));
  const program = PROGRAMS[kind](folder);
  const logFile = path.join(folder, 'log.txt');
  const log = () => readFileSync(logFile, 'utf8');
  let end = async () => {};

  async function start(): Promise<void> {
    check(kind, program, folder);
    const output = openSync(logFile, 'a');
    const child = spawn(program.command, program.run, {
      cwd: folder,
      env: program.env,
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    const exited = once(child, 'exit');
    end = async () => {
      child.kill('SIGTERM');
      await exited;
    };
    await until(() => {
      if (child.exitCode !== null) throw new Error(`${kind} ended: ${log()}`);
      return answers(plainPort);
    });
  }

  async function stop(): Promise<void> {
    await end();
    rmSync(folder, { recursive: true, force: true });
  }

  await start().catch(async (error) => {
    await stop();
    throw error;
  });
  return {
    url: `https://localhost:${port}`,
    plainUrl: `http://localhost:${plainPort}`,
    certificateFile: certificate.file,
    log,
    async restart() {
      await end();
      await start();
    },
    stop,
  };
}

interface Program {
  command: string;
  /** Arguments that check `proxy.conf`, and those that serve in the foreground. */
  check: readonly string[];
  run: readonly string[];
  env: NodeJS.ProcessEnv;
}

const PROGRAMS: Record<ProxyKind, (folder: string) => Program> = {
  nginx(folder) {
    writeFileSync(path.join(folder, 'nginx.conf'), nginxMain(folder));
    const args = ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr'];
    return { command: 'nginx', check: [...args, '-t'], run: args, env: environment(folder) };
  },
  haproxy: (folder) => ({
    command: 'haproxy',
    check: ['-c', '-f', 'proxy.conf'],
    run: ['-db', '-f', 'proxy.conf'],
    env: environment(folder),
  }),
  caddy(folder) {
    const args = ['--adapter', 'caddyfile', '--config', 'proxy.conf'];
    return {
      command: 'caddy',
      check: ['validate', ...args],
      run: ['run', ...args],
      env: environment(folder),
    };
  },
};

/** The distribution's packages put their programs where not everybody looks. */
function environment(folder: string): NodeJS.ProcessEnv {
  return { PATH: `${process.env['PATH']}:/usr/sbin:/sbin`, HOME: folder };
}

/** What surrounds /etc/nginx/conf.d/*.conf, in a folder of its own. */
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
  // A certificate of one's own names nobody to ask about it, which Caddy would like to.
  'no OCSP server specified',
  // From nginx 1.25 on; the file says what to write there instead.
  'the "listen ... http2" directive is deprecated',
];

/** By the program itself, and without a warning. */
function check(kind: ProxyKind, { command, check: args, env }: Program, cwd: string): void {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
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

async function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    get({ host: '127.0.0.1', port, path: '/healthz' }, (response) => {
      response.resume();
      resolve(true);
    }).on('error', () => resolve(false));
  });
}
