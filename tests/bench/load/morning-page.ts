import { Agent, type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import type { Seated } from './fill-for-morning.ts';

const API = '/api/v1';

/** Asks the server for what a page does, in its order, and keeps what a page keeps. */
export class MorningPage {
  readonly #port: number;
  readonly #person: Seated;
  readonly #channelId: string;
  readonly #sockets = new Set<Socket>();
  #agent = new Agent({ keepAlive: true });
  #stream: IncomingMessage | undefined;
  #cursor: string | undefined;
  #bytes = 0;

  constructor(port: number, person: Seated, channelId: string) {
    this.#port = port;
    this.#person = person;
    this.#channelId = channelId;
  }

  /** All that has come over its connections. */
  get bytes(): number {
    let sum = this.#bytes;
    for (const socket of this.#sockets) sum += socket.bytesRead;
    return sum;
  }

  /** Resolves when the page is usable that knows nothing. */
  async start(): Promise<void> {
    const channel = `/channels/${this.#channelId}`;
    await this.#get('/setup');
    await this.#get('/session');
    await this.#get('/channels');
    await this.#get('/users');
    await Promise.all([this.#get(`${channel}/messages?limit=60`), this.#follow()]);
    await this.#get('/channels');
    await this.#get(`${channel}/pins`);
    this.#agent.destroy();
  }

  /** The same for one that was open before the server was started again. */
  async comeBack(): Promise<void> {
    this.#agent = new Agent({ keepAlive: true });
    await this.#follow();
    await this.#get('/channels');
    this.#agent.destroy();
  }

  close(): void {
    this.#agent.destroy();
    this.#stream?.destroy();
  }

  async #get(path: string): Promise<void> {
    const response = await this.#send(path, { 'accept-encoding': 'gzip' }, this.#agent);
    if (response.statusCode !== 200) throw new Error(`GET ${path}: ${response.statusCode}`);
    for await (const _ of response);
  }

  /** Resolves when `ready` has come. */
  async #follow(): Promise<void> {
    const since = this.#cursor === undefined ? {} : { 'last-event-id': this.#cursor };
    const form = { 'workspace-presence': 'numbers', ...since };
    const stream = await this.#send('/events', form, undefined);
    this.#stream = stream;
    stream.on('error', () => undefined);
    let head = '';
    await new Promise<void>((resolve, reject) => {
      stream.on('close', () => reject(new Error('the stream has ended before it was ready')));
      stream.on('data', (piece: Buffer) => {
        // The end of the piece is enough to see the end of an event.
        head = head.slice(-200) + piece.toString('latin1');
        this.#cursor = /^id: (\S+)$/m.exec(head)?.[1] ?? this.#cursor;
        if (this.#cursor !== undefined && head.endsWith('\n\n')) resolve();
      });
    });
  }

  #send(
    path: string,
    headers: Record<string, string>,
    agent: Agent | undefined,
  ): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const sent = request(
        {
          port: this.#port,
          path: `${API}${path}`,
          headers: { authorization: `Bearer ${this.#person.token}`, ...headers },
          agent: agent ?? false,
        },
        resolve,
      );
      sent.on('socket', (socket) => this.#watch(socket));
      sent.on('error', reject);
      sent.end();
    });
  }

  #watch(socket: Socket): void {
    if (this.#sockets.has(socket)) return;
    this.#sockets.add(socket);
    socket.once('close', () => {
      this.#sockets.delete(socket);
      this.#bytes += socket.bytesRead;
    });
  }
}
