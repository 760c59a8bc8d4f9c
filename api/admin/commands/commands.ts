import { readAudit } from './audit.ts';
import { exportChannel, listAllChannels } from './channels.ts';
import type { AdminCommand } from './command.ts';
import { deleteAnyFile, holdFiles, readFilesUsage } from './files.ts';
import { readSearchProgress, rebuildSearch } from './search.ts';
import { endSessions, listAllSessions } from './sessions.ts';
import { takeSnapshot } from './snapshot.ts';
import { createToken, listTokens, revokeToken } from './tokens.ts';
import { createUser, listAllUsers, resetPassword, setUserDisabled } from './users.ts';

const commands: readonly AdminCommand<never, unknown>[] = [
  createUser,
  setUserDisabled,
  resetPassword,
  listAllUsers,
  listAllSessions,
  endSessions,
  createToken,
  listTokens,
  revokeToken,
  listAllChannels,
  exportChannel,
  readAudit,
  readSearchProgress,
  rebuildSearch,
  takeSnapshot,
  holdFiles,
  readFilesUsage,
  deleteAnyFile,
];

/** A command that a running server runs for a command line that cannot open the database itself. */
export function findCommand(name: string): AdminCommand<never, unknown> | undefined {
  return commands.find((command) => command.name === name);
}
