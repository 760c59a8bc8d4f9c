import { Command } from 'commander';
import { endSessions, listAllSessions } from '../commands/sessions.ts';
import { minute, print, printList } from '../terminal/print.ts';
import { run } from './run.ts';

export function sessionCommand(): Command {
  const group = new Command('session').description('See and end connections of users');

  group
    .command('list')
    .description('Show who is connected from where')
    .option('--json', 'as JSON')
    .action(async (options) => {
      const sessions = await run(listAllSessions, {});
      printList<(typeof sessions)[number]>(
        sessions,
        {
          ID: ({ id }) => id,
          USER: ({ username }) => username,
          DEVICE: ({ device }) => device.name,
          SINCE: ({ createdAt }) => minute(createdAt),
          HEARTBEAT: ({ lastHeartbeatAt }) => minute(lastHeartbeatAt),
        },
        options,
      );
    });

  group
    .command('end [id-or-user]')
    .description(
      'End a session at once, or all of a user’s, connected or away; the password has to be given again',
    )
    .option('--all', 'end everybody’s')
    .action(async (which: string | undefined, { all }, command: Command) => {
      if ((which === undefined) === (all === undefined)) {
        command.error('error: name a session or a user, or give --all');
      }
      const ended = await run(endSessions, which === undefined ? { all: true } : { which });
      for (const { id, username } of ended.sessions) print(`${username}: session ${id} is over`);
      for (const { username, device } of ended.workstations) {
        print(`${username}: the workstation “${device}” is forgotten`);
      }
      if (ended.sessions.length + ended.workstations.length === 0) {
        const nobody = which === undefined ? 'nobody was' : `${which} was not`;
        print(`${nobody} connected, and no workstation was remembered`);
      }
    });

  return group;
}
