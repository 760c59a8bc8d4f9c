import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '../../support/postgres.ts';
import { until } from '../../support/until.ts';
import { answers } from './node-program.ts';
import type { System } from './system.ts';

/**
 * nginx, which writes what is put and sends what is there: no users, no digest, and nothing of a file is
 * known. What it has written is on its way to the disk when it answers.
 */
export const nginxFiles: System = {
  name: 'nginx',
  isDurable: false,
  whyNot: () =>
    spawnSync('nginx', ['-v']).status === 0 ? undefined : 'not installed ("apt-get install nginx")',
  async start({ processes, folder }) {
    const own = mkdtempSync(path.join(folder, 'nginx-'));
    mkdirSync(path.join(own, 'files'));
    const port = await freePort();
    writeFileSync(path.join(own, 'nginx.conf'), configuration(own, port));
    const run = async () => {
      const args = ['-e', path.join(own, 'error.log'), '-p', own, '-c', 'nginx.conf'];
      const started = spawn('nginx', args, { stdio: ['ignore', 'ignore', 'inherit'] });
      processes.add(started);
      await until(() => answers(port), 20_000);
      return started;
    };
    let child = await run();
    return {
      subscribers: [],
      posters: [],
      files: {
        async put(name, upload) {
          const url = `http://127.0.0.1:${port}/files/${name}`;
          await upload(['-X', 'PUT', url]);
          return [[url]];
        },
      },
      pids: () => [child.pid ?? 0],
      halt: () => processes.end(child, 'SIGTERM'),
      async begin() {
        child = await run();
      },
      async stop() {
        await processes.end(child, 'SIGTERM');
        rmSync(own, { recursive: true, force: true });
      },
    };
  },
};

function configuration(folder: string, port: number): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${folder}/${kind};`)
    .join('\n  ');
  return `user root;
daemon off;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
worker_processes auto;
events { worker_connections 1024; }
http {
  access_log off;
  sendfile on;
  ${temporary}
  server {
    listen 127.0.0.1:${port};
    location / { root ${folder}; client_max_body_size 0; dav_methods PUT; }
  }
}
`;
}
