import { Command, CommanderError } from 'commander';
import { ConfigError } from '../config.ts';
import { doctorCommand } from '../doctor/command.ts';
import { auditCommand } from './cli/audit.ts';
import { backupCommand, moveCommand, restoreCommand } from './cli/backups.ts';
import { channelCommand } from './cli/channels.ts';
import { databaseCommand } from './cli/database.ts';
import { filesCommand } from './cli/files.ts';
import { searchCommand } from './cli/search.ts';
import { sessionCommand } from './cli/sessions.ts';
import { tokenCommand } from './cli/tokens.ts';
import { userCommand } from './cli/users.ts';
import { findRefusal } from './refusal.ts';

/** `npm run admin`: runs one command of an administrator on the server's machine. */
const program = new Command('workspace')
  .description('Administers a Workspace server on its own machine')
  .showHelpAfterError('(add --help to see what there is)')
  .addCommand(userCommand())
  .addCommand(sessionCommand())
  .addCommand(tokenCommand())
  .addCommand(channelCommand())
  .addCommand(filesCommand())
  .addCommand(auditCommand())
  .addCommand(searchCommand())
  .addCommand(databaseCommand())
  .addCommand(backupCommand())
  .addCommand(restoreCommand())
  .addCommand(moveCommand())
  .addCommand(doctorCommand());

/** Exits with 0 when done, 1 when refused or failed, 2 for wrong usage or settings. */
async function runAsProgram(): Promise<void> {
  // What is written here holds messages and names, and is for its writer alone.
  process.umask(0o077);
  // A reader such as `head` has read enough and has closed the pipe.
  process.stdout.on('error', () => process.exit(0));
  for (const command of withChildren(program)) command.exitOverride();
  try {
    await program.parseAsync();
  } catch (error) {
    process.exitCode = tell(error);
  }
}

function tell(error: unknown): number {
  // Commander has printed its message already. Help is no fault.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof ConfigError) {
    for (const fault of error.faults) console.error(`workspace: ${fault}`);
    return 2;
  }
  const refusal = findRefusal(error);
  // Only the stack: a database driver attaches the statement's parameters to its errors.
  const stack = error instanceof Error ? error.stack : String(error);
  console.error(
    refusal === undefined
      ? `workspace: a fault of this program: ${stack}`
      : `workspace: ${refusal}`,
  );
  return 1;
}

function withChildren(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withChildren)];
}

if (import.meta.main) await runAsProgram();
