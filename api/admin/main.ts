import { Command } from 'commander';
import { doctorCommand } from '../doctor/command.ts';

/** What `npm run admin` runs: one command of an administrator's on the machine of the server. */
const program = new Command('workspace')
  .description('Administers a Workspace server on its own machine')
  .showHelpAfterError('(add --help to see what there is)')
  .addCommand(doctorCommand());

if (import.meta.main) await program.parseAsync();
