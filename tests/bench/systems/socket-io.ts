import { createDatabase } from '../../support/postgres.ts';
import { upgradeRequest } from '../load/websocket.ts';
import { startProgram } from './node-program.ts';
import { canRun, type System } from './system.ts';

export const socketIoPostgresql = socketIo('Socket.IO, PostgreSQL adapter', 'postgresql');
export const socketIoMemory = socketIo('Socket.IO, recovery from memory', 'memory');

function socketIo(name: string, adapter: 'postgresql' | 'memory'): System {
  return {
    name,
    isDurable: true,
    whyNot: canRun,
    async start(surroundings) {
      const { url, drop } = await createDatabase(surroundings.databaseUrl);
      const program = await startProgram(surroundings, 'socket-io-server.ts', {
        ADAPTER: adapter,
        DATABASE_URL: url,
      });
      const { port } = program;
      return {
        ...program,
        subscribers: [
          {
            port,
            protocol: 'socket.io',
            opening: upgradeRequest('role=subscriber'),
            ready: '40{"sid"',
          },
        ],
        posters: [
          {
            port,
            protocol: 'socket.io',
            request: '420["post",{"clientId":"{uuid}","body":"{body}"}]',
            accepted: '430[',
          },
        ],
        async stop() {
          await program.stop();
          await drop();
        },
      };
    },
  };
}
