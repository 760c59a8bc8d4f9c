import type { NodeState } from '../../ops/contract.ts';
import {
  check,
  type Finding,
  failure,
  ok,
  quiet,
  skipped,
  type Verdict,
  warning,
} from '../finding.ts';
import type { Measurements } from '../measurements.ts';
import { inBytes, inTime } from '../units.ts';

const LATENCY_MS = { warning: 20, failure: 200 };
const FREE = { warningShare: 0.1, warningBytes: 2 ** 30, failureBytes: 200 * 2 ** 20 };
const LEAST_FILES = 4_096;

/** The server's database, index of the search, disk and limit of open files. */
export function judgeResources(m: Measurements): Finding[] {
  const state = quiet(m.diagnostics);
  return [
    check('database', state, ({ database }) => judgeLatency(database)),
    check('migrations', state, ({ database }) => judgeMigrations(database)),
    check('search', state, ({ search }) => judgeSearch(search)),
    check('disk', state, ({ disk }) =>
      disk === null ? skipped('the database is on another machine: look there') : judgeDisk(disk),
    ),
    check('disk of files', state, ({ filesDisk }) => judgeFilesDisk(filesDisk)),
    check('open files', state, ({ fileLimit }) => judgeFiles(fileLimit)),
  ];
}

type Database = NodeState['database'];

function judgeLatency({ kind, version, latencyMs, sizeBytes }: Database): Verdict {
  const name = kind === 'embedded' ? 'embedded' : 'PostgreSQL';
  const found = `${name} ${version}, ${inBytes(sizeBytes)}, answers in ${inTime(latencyMs)}`;
  const changes = {
    settings: 'DATABASE_URL: a PostgreSQL nearby, on a machine that is not overloaded',
  };
  if (latencyMs > LATENCY_MS.failure) return failure(found, changes);
  return latencyMs > LATENCY_MS.warning ? warning(found, changes) : ok(found);
}

function judgeMigrations({ pendingMigrations }: Database): Verdict {
  return pendingMigrations.length === 0
    ? ok('none pending')
    : failure(`pending: ${pendingMigrations.join(', ')}`, {
        server: 'systemctl restart workspace: it migrates at its start',
      });
}

function judgeSearch(search: NodeState['search'] | undefined): Verdict {
  if (search === undefined) return skipped('the server does not tell');
  const [indexed, total] = [search.indexed, search.total].map((count) =>
    count.toLocaleString('en'),
  );
  return search.isComplete
    ? ok(`all ${indexed} messages are found`)
    : warning(`${indexed} of ${total} messages are found: older ones are still being indexed`, {
        server: 'wait: the server does it by itself; journalctl -u workspace tells how far it is',
      });
}

function judgeFilesDisk(disk: NodeState['filesDisk'] | undefined): Verdict {
  if (disk === undefined) return skipped('the server does not tell');
  return disk === null ? ok('none: files are in a bucket') : judgeDisk(disk);
}

function judgeDisk({ freeBytes, totalBytes }: NonNullable<NodeState['disk']>): Verdict {
  const found = `${inBytes(freeBytes)} of ${inBytes(totalBytes)} free`;
  const changes = { server: 'make room, or give the container a larger disk: pct resize' };
  if (freeBytes < FREE.failureBytes) return failure(found, changes);
  const isTight = freeBytes < FREE.warningBytes || freeBytes / totalBytes < FREE.warningShare;
  return isTight ? warning(found, changes) : ok(found);
}

function judgeFiles(fileLimit: number | null): Verdict {
  if (fileLimit === null) return skipped('the server does not tell');
  const found = `${fileLimit} at once, one for each client`;
  return fileLimit < LEAST_FILES
    ? warning(found, { server: "LimitNOFILE=65536 in the service's unit" })
    : ok(found);
}
