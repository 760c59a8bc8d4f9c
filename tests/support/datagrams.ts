import { spawn } from 'node:child_process';
import { until } from './until.ts';

/** Node.js cannot listen on such a socket. Each message becomes a line. */
const LISTEN = `
  use Socket;
  socket(my $socket, PF_UNIX, SOCK_DGRAM, 0) or die $!;
  bind($socket, pack_sockaddr_un($ARGV[0])) or die $!;
  $| = 1;
  print "listening\\n";
  print "$message\\n" while defined recv($socket, $message, 4096, 0);`;

export interface Listener {
  /** The messages so far. */
  told: string[];
  stop(): void;
}

/** Listens on a new Unix socket of datagrams, as systemd and the system's log have them. */
export async function listenAt(socket: string): Promise<Listener> {
  const listener = spawn('perl', ['-e', LISTEN, socket]);
  const told: string[] = [];
  listener.stdout.on('data', (data: Buffer) => told.push(...data.toString().trim().split('\n')));
  await until(() => told.includes('listening'));
  told.splice(0);
  return { told, stop: () => listener.kill() };
}
