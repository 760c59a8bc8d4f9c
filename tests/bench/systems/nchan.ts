import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '../../support/postgres.ts';
import { until } from '../../support/until.ts';
import { answers } from './node-program.ts';
import { referenceMessage } from './reference-message.ts';
import { httpPoster, streamRequest } from './requests.ts';
import type { System } from './system.ts';

/** Where distributions put nginx's modules. */
const MODULES = ['/usr/lib/nginx/modules', '/usr/lib64/nginx/modules', '/usr/share/nginx/modules'];
const MODULE = MODULES.map((folder) => path.join(folder, 'ngx_nchan_module.so')).find(existsSync);

export const nchan = define('nchan', 'auto');
export const nchanOneWorker = define('nchan, one worker', '1');

/** nchan in nginx: no database, messages in shared memory. `auto` is a worker for each core. */
function define(name: string, workers: string): System {
  return {
    name,
    isDurable: false,
    whyNot: () =>
      MODULE !== undefined && spawnSync('nginx', ['-v']).status === 0
        ? undefined
        : 'not installed ("apt-get install nginx libnginx-mod-nchan")',
    async start({ processes, folder }) {
      const own = mkdtempSync(path.join(folder, 'nchan-'));
      const port = await freePort();
      writeFileSync(path.join(own, 'nginx.conf'), configuration(own, port, workers));
      let child = await run();

      async function run() {
        const args = ['-e', path.join(own, 'error.log'), '-p', own, '-c', 'nginx.conf'];
        const started = spawn('nginx', args, { stdio: ['ignore', 'ignore', 'inherit'] });
        processes.add(started);
        await until(() => answers(port), 20_000);
        return started;
      }

      // An application would make the message and hand it on; here who posts sends it whole.
      const json = JSON.stringify(referenceMessage('{uuid}', '{body}', 1_000_000));
      return {
        subscribers: [{ port, protocol: 'sse', opening: streamRequest('/events'), ready: ': hi' }],
        posters: [httpPoster(port, { path: '/messages', json })],
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
}

function configuration(folder: string, port: number, workers: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${folder}/${kind};`)
    .join('\n  ');
  return `load_module ${MODULE};
daemon off;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
worker_processes ${workers};
worker_rlimit_nofile 20000;
events { worker_connections 12000; }
http {
  access_log off;
  ${temporary}
  keepalive_requests 100000000;
  nchan_shared_memory_size 1024m;
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location = /messages {
      nchan_publisher http;
      nchan_channel_id general;
      nchan_message_buffer_length 1000000;
      nchan_message_timeout 10m;
    }
    location = /events {
      nchan_subscriber eventsource;
      nchan_channel_id general;
      nchan_subscriber_first_message newest;
    }
  }
}
`;
}
