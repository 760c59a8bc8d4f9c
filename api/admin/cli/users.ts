import { Command, Option } from 'commander';
import type { User } from '../../users/contract.ts';
import { createUser, listAllUsers, resetPassword, setUserDisabled } from '../commands/users.ts';
import { choosePassword } from '../terminal/password.ts';
import { minute, print, printList } from '../terminal/print.ts';
import { run } from './run.ts';

const PASSWORD_FILE = 'file that holds the password ("-": standard input); asked for without it';

export function userCommand(): Command {
  const group = new Command('user').description('Make, disable and list accounts');

  group
    .command('create <name>')
    .description('Make an account; the first is an administrator')
    .option('--display-name <name>', 'as others see it; the user name unless given')
    .addOption(new Option('--role <role>').choices(['admin', 'member']))
    .option('--password-file <file>', PASSWORD_FILE)
    .action(async (username: string, { passwordFile, ...user }) => {
      const { password, isNew } = await choosePassword(passwordFile);
      const made = await run(createUser, { username, password, ...user }, { mayMake: true });
      print(`${made.username} is made (${made.role})`);
      if (isNew) printPassword(password);
    });

  group
    .command('disable <name>')
    .description('End all sessions and tokens of a user, and let them in no more')
    .action((username: string) => setDisabled(username, true));
  group
    .command('enable <name>')
    .description('Let a disabled user sign in again')
    .action((username: string) => setDisabled(username, false));

  group
    .command('reset-password <name>')
    .description('Set a password, and end all sessions and tokens of the user')
    .option('--password-file <file>', PASSWORD_FILE)
    .action(async (username: string, { passwordFile }) => {
      const { password, isNew } = await choosePassword(passwordFile);
      await run(resetPassword, { username, password });
      print(`${username} has a new password, and no session or token any more`);
      if (isNew) printPassword(password);
    });

  group
    .command('list')
    .description('Show all accounts')
    .option('--json', 'as JSON')
    .action(async (options) => {
      const users = await run(listAllUsers, {});
      printList<User>(
        users,
        {
          USER: ({ username }) => username,
          NAME: ({ displayName }) => displayName,
          ROLE: ({ role }) => role,
          STATE: ({ disabled }) => (disabled ? 'disabled' : 'enabled'),
          SINCE: ({ createdAt }) => minute(createdAt),
        },
        options,
      );
    });

  return group;
}

async function setDisabled(username: string, disabled: boolean): Promise<void> {
  const user = await run(setUserDisabled, { username, disabled });
  print(
    disabled
      ? `${user.username} is disabled, and has no session or token any more`
      : `${user.username} is enabled`,
  );
}

/** Shows the password this once; only its hash is kept. */
function printPassword(password: string): void {
  print(`password: ${password}`);
}
