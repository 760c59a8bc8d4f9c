import { Command } from 'commander';
import type { AuditLine } from '../../auth/credentials/audit.ts';
import { readAudit } from '../commands/audit.ts';
import { minute, printList } from '../terminal/print.ts';
import { run } from './run.ts';

export function auditCommand(): Command {
  return new Command('audit')
    .description('Show who did what to whom: accounts, passwords, sessions, tokens, channels')
    .option('--user <username>', 'what this user did, and what was done to them')
    .option('--limit <count>', 'the newest so many', '100')
    .option('--json', 'as JSON')
    .action(async ({ user, limit, ...options }) => {
      const lines = await run(readAudit, { limit, ...(user !== undefined && { username: user }) });
      printList<AuditLine>(
        lines,
        {
          WHEN: ({ at }) => minute(at),
          WHO: ({ actor, via }) => actor ?? `(${via})`,
          FROM: ({ address }) => address ?? '-',
          WHAT: ({ action }) => action,
          WHOM: ({ user: whom }) => whom ?? '-',
          TARGET: ({ targetId }) => targetId ?? '-',
          DETAIL: ({ detail }) => (detail === null ? '-' : JSON.stringify(detail)),
        },
        options,
      );
    });
}
