import { commandSchema, type Report } from './commands.ts';
import { percentiles } from './latencies.ts';
import { createPosters } from './posters.ts';
import { createSubscribers } from './subscribers.ts';

const ALL_READ_MS = 30_000;

/**
 * The load, in a process of its own, so that its work is not counted as the server's. It does what
 * it is told one command after another, and ends with the process that started it.
 */
const sentAt = new Map<number, number>();
const subscribers = createSubscribers(sentAt);
const posters = createPosters(sentAt);

async function run(command: Parsed): Promise<void> {
  switch (command.do) {
    case 'subscribe':
      return subscribers.open(command.wires, command.count, command.isExact);
    case 'post':
      subscribers.forgetReceipts();
      await posters.post(command);
      // Making the report would keep from being read what is on its way.
      return subscribers.wait(posters.total() * subscribers.count(), ALL_READ_MS);
    case 'await':
      return subscribers.wait(command.deliveries, command.timeoutMs);
    case 'cut':
      return subscribers.cut();
    case 'resume':
      return subscribers.resume();
    case 'report':
      return;
  }
}

function report(): Report {
  const { user, system } = process.cpuUsage();
  return {
    ...subscribers.counted(),
    ...subscribers.check(posters.total()),
    ...posters.posted(),
    receipt: percentiles(subscribers.receipts()),
    cpuSeconds: (user + system) / 1e6,
  };
}

type Parsed = ReturnType<typeof commandSchema.parse>;

process.on('message', (message) => {
  run(commandSchema.parse(message)).then(
    () => process.send?.(report()),
    (error: unknown) => process.send?.({ fault: String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
// Ctrl+C is for the bench, which ends this one when it has ended the servers.
process.on('SIGINT', () => undefined);
