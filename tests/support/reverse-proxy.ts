import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { createAuthority, type Validity } from './authority.ts';
import { freePort } from './postgres.ts';
import { PROXY_KINDS, type ProxyKind, readProxyFile } from './proxy-files.ts';
import { proxyProgram } from './proxy-program.ts';
import { until } from './until.ts';

/** A real reverse proxy with the configuration that is shipped for it. */
export interface ReverseProxy {
  /** `https://localhost:port`, whose authority this process trusts. */
  url: string;
  /** `http://localhost:port`, which redirects. */
  plainUrl: string;
  /** PEM, for NODE_EXTRA_CA_CERTS of other processes. */
  authorityFile: string;
  /** What it has printed and logged so far. */
  log(): string;
  /** Stops it, which breaks its connections, and starts it on the same ports. */
  restart(): Promise<void>;
  /** Stops it and removes its folder. */
  stop(): Promise<void>;
}

export interface ProxyOptions {
  /** Base addresses of one or two servers. */
  servers: readonly string[];
  /** Plants a fault or shortens a time; `replaceIn` throws if there is nothing to replace. */
  edit?: (text: string) => string;
  /** The validity of its certificate. */
  validity?: Validity;
}

/** Starts it and waits until it answers. */
export async function startProxy(kind: ProxyKind, options: ProxyOptions): Promise<ReverseProxy> {
  const folder = mkdtempSync(path.join(tmpdir(), `workspace-${kind}-`));
  const authority = createAuthority();
  const names = 'DNS:localhost,IP:127.0.0.1';
  const certificate = authority.issue({ subject: 'localhost', names, ...options.validity });
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), authority.pem]);
  const [port, plainPort] = [await freePort(), await freePort()];
  const servers = options.servers.map((url) => `127.0.0.1:${new URL(url).port}`);
  const shipped = readProxyFile(kind, { folder, port, plainPort, certificate, servers });
  writeFileSync(path.join(folder, 'proxy.conf'), (options.edit ?? String)(shipped));
  const program = proxyProgram(kind, folder);
  const logFile = path.join(folder, 'log.txt');
  const log = () => readFileSync(logFile, 'utf8');
  let end = async (_signal: NodeJS.Signals) => {};

  async function start(): Promise<void> {
    program.check();
    const output = openSync(logFile, 'a');
    const child = spawn(program.command, program.args, {
      cwd: folder,
      env: program.env,
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    const exited = once(child, 'exit');
    end = async (signal) => {
      child.kill(signal);
      await exited;
    };
    await until(() => {
      if (child.exitCode !== null) throw new Error(`${kind} ended: ${log()}`);
      return answers(plainPort);
    });
  }

  async function stop(): Promise<void> {
    // Caddy would wait for those who are connected; nginx has children that must end, too.
    await end(kind === 'caddy' ? 'SIGKILL' : 'SIGTERM');
    authority.remove();
    rmSync(folder, { recursive: true, force: true });
  }

  await start().catch(async (error) => {
    await stop();
    throw error;
  });
  return {
    url: `https://localhost:${port}`,
    plainUrl: `http://localhost:${plainPort}`,
    authorityFile: authority.file,
    log,
    async restart() {
      await end('SIGTERM');
      await start();
    },
    stop,
  };
}

/** Starts one of each kind, in the order of PROXY_KINDS. If one fails, stops the others. */
export async function startProxies(options: ProxyOptions): Promise<ReverseProxy[]> {
  const starts = await Promise.allSettled(PROXY_KINDS.map((kind) => startProxy(kind, options)));
  const started = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  const failed = starts.find((start) => start.status === 'rejected');
  if (failed === undefined) return started;
  await Promise.all(started.map((proxy) => proxy.stop()));
  throw failed.reason;
}

async function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    get({ host: '127.0.0.1', port, path: '/healthz' }, (response) => {
      response.resume();
      resolve(true);
    }).on('error', () => resolve(false));
  });
}
