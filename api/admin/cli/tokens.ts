import { Command, Option } from 'commander';
import type { ApiToken } from '../../auth/contract.ts';
import { createToken, listTokens, revokeToken } from '../commands/tokens.ts';
import { minute, print, printList } from '../terminal/print.ts';
import { run } from './run.ts';

export function tokenCommand(): Command {
  const group = new Command('token').description('API tokens, for scripts and the doctor');

  group
    .command('create <username>')
    .description('Make a token that may do what its user may; it is shown this once')
    .requiredOption('--name <name>', 'what it is for')
    .addOption(
      new Option('--scope <scopes>', 'read, write, or both with a comma')
        .default(['read'], 'read')
        .argParser((value) => value.split(',').map((scope) => scope.trim())),
    )
    .option('--expires <moment>', 'such as 2027-01-31 or 2027-01-31T12:00:00Z; never unless given')
    .option('--json', 'as JSON')
    .action(async (username: string, { name, scope, expires, json }) => {
      const token = await run(createToken, {
        username,
        name,
        scopes: scope,
        ...(expires === undefined ? {} : { expiresAt: toMoment(expires) }),
      });
      print(json ? JSON.stringify(token, null, 2) : token.token);
    });

  group
    .command('list <username>')
    .description('Show the tokens of a user, without the secrets')
    .option('--json', 'as JSON')
    .action(async (username: string, options) => {
      const tokens = await run(listTokens, { username });
      printList<ApiToken>(
        tokens,
        {
          ID: ({ id }) => id,
          NAME: ({ name }) => name,
          SCOPES: ({ scopes }) => scopes.join(','),
          SINCE: ({ createdAt }) => minute(createdAt),
          EXPIRES: ({ expiresAt }) => minute(expiresAt),
        },
        options,
      );
    });

  group
    .command('revoke <username> <id>')
    .description('Delete a token, at once')
    .action(async (username: string, id: string) => {
      await run(revokeToken, { username, id });
      print(`token ${id} is gone`);
    });

  return group;
}

/** A day stands for its first moment in UTC. */
function toMoment(text: string): string {
  return /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text;
}
