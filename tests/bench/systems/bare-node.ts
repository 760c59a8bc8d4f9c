import { startProgram } from './node-program.ts';
import { httpPoster, streamRequest } from './requests.ts';
import { canRun, type System } from './system.ts';

export const bareNodeSingle = bareNode('bare Node, one event at a time', 'single');
export const bareNodeJoined = bareNode('bare Node, joined chunks', 'joined');

function bareNode(name: string, mode: 'single' | 'joined'): System {
  return {
    name,
    isDurable: false,
    whyNot: canRun,
    async start(surroundings) {
      const program = await startProgram(surroundings, 'bare-node-server.ts', { MODE: mode });
      const { port } = program;
      return {
        ...program,
        subscribers: [
          { port, protocol: 'sse', opening: streamRequest('/events'), ready: ': ready' },
        ],
        posters: [
          httpPoster(port, { path: '/messages', json: '{"clientId":"{uuid}","body":"{body}"}' }),
        ],
      };
    },
  };
}
