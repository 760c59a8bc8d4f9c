import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';

/** A proxy before a server that passes HTTP on and delays it where the test wants. */
export interface Front {
  url: string;
  stop(): void;
}

/** Passes each request on to `serverUrl` once `mayPass` has resolved. */
export async function startFront(
  serverUrl: string,
  mayPass: (request: IncomingMessage) => Promise<void>,
): Promise<Front> {
  const server = createServer(async (near, response) => {
    await mayPass(near);
    const { headers, method, url = '' } = near;
    const far = request(new URL(url, serverUrl), { headers, method }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on('error', () => response.destroy()).pipe(response);
    });
    far.on('error', () => response.destroy());
    response.on('close', () => far.destroy());
    near.pipe(far);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://localhost:${address.port}`,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
