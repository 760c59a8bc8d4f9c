import { appendFileSync } from 'node:fs';
import net from 'node:net';

/** Loaded into electron-builder: refuses every connection, and leaves a line about it in NETWORK_LOG. */
net.Socket.prototype.connect = function refuse(...args: unknown[]) {
  appendFileSync(
    process.env['NETWORK_LOG'] ?? '',
    `${process.argv.slice(1).join(' ')} ${JSON.stringify(args[0])}\n`,
  );
  this.destroy(new Error('no network in this test'));
  return this;
};
