import { connect } from 'node:net';
import { until } from './until.ts';

/** An event stream on a socket of its own, byte by byte, so that a test can stop reading. */
export interface RawStream {
  /** Everything that has come, if `keepText` is set. */
  text(): string;
  /** The `seq` of each created message, in the order of their coming. */
  seqs: number[];
  /** The newest id. */
  cursor(): string;
  /** Stops reading: the kernel's buffers fill up, then the server's. */
  pause(): void;
  resume(): void;
  /** True once the other side has ended or broken off. */
  isOver(): boolean;
  close(): void;
}

export interface RawStreamOptions {
  httpVersion?: '1.0' | '1.1';
  cursor?: string;
  /** Keep all text; otherwise only what `seqs` and `cursor` need. */
  keepText?: boolean;
}

/** Opens it and waits for its `ready`. */
export async function openRawStream(
  url: string,
  token: string,
  { httpVersion = '1.1', cursor, keepText = false }: RawStreamOptions = {},
): Promise<RawStream> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const seqs: number[] = [];
  let text = '';
  let rest = '';
  let isReady = false;
  let isOver = false;
  let lastId = '';

  socket.setEncoding('utf8');
  socket.on('data', (data: string) => {
    if (keepText) text += data;
    const lines = (rest + data).split('\n');
    rest = lines.pop() ?? '';
    let isMessage = false;
    for (const line of lines) {
      if (line === 'event: ready') isReady = true;
      if (line.startsWith('id: ')) lastId = line.slice(4);
      if (line.startsWith('event: ')) isMessage = line === 'event: message.created';
      const seq = isMessage && line.startsWith('data: ') && /"seq":(\d+)/.exec(line)?.[1];
      if (seq) seqs.push(Number(seq));
    }
    // An event line and its data may come in two pieces.
    if (isMessage && lines.at(-1)?.startsWith('event: ')) rest = `event: message.created\n${rest}`;
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    isOver = true;
  });
  socket.write(
    `GET /api/v1/events HTTP/${httpVersion}\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n${
      cursor === undefined ? '' : `Last-Event-ID: ${cursor}\r\n`
    }\r\n`,
  );
  await until(() => {
    if (isOver) throw new Error(`the stream ended before it was ready: ${text}`);
    return isReady;
  });
  return {
    text: () => text,
    seqs,
    cursor: () => lastId,
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    isOver: () => isOver,
    close: () => void socket.destroy(),
  };
}
