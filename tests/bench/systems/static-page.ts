import { startProgram } from './node-program.ts';
import { canRun, type System } from './system.ts';

/** As many rows as Workspace's page keeps. */
const ROWS = 300;

/** Shows what the machine and its browser do where the page does nothing. */
export const staticPage: System = {
  name: 'static page, bare Node',
  isDurable: false,
  whyNot: canRun,
  async start(surroundings) {
    const program = await startProgram(surroundings, 'static-page-server.ts', {
      ROWS: String(ROWS),
    });
    const page = { url: `http://localhost:${program.port}` };
    return { ...program, page, subscribers: [], posters: [] };
  },
};
