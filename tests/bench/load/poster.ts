import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import type { PosterWire } from './commands.ts';
import { postBody } from './post-body.ts';
import { protocols } from './protocols.ts';
import { textFrame, upgradeRequest } from './websocket.ts';

const ENDED = 'the connection of a poster ended';

/** A connection that is kept and makes one post at a time. */
export interface Poster {
  /** Resolves when the server has taken it; rejects where it does not. */
  post(number: number): Promise<void>;
  /** Keeps a connection of a protocol that asks for signs of life. */
  beat(): void;
}

/** @param bodyOf the body of the post with this number: 200 bytes that need no escape in JSON */
export async function openPoster(
  wire: PosterWire,
  bodyOf: (number: number) => string = (number) => postBody(number),
): Promise<Poster> {
  const poster = createPoster(wire, bodyOf);
  if (wire.protocol === 'socket.io') {
    await poster.exchange(`${upgradeRequest('role=poster')}\r\n`, '"pingInterval"');
    await poster.exchange(textFrame('40'), '"sid"');
  }
  return poster;
}

function createPoster(
  { port, protocol, request, accepted }: PosterWire,
  bodyOf: (number: number) => string,
) {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1').setNoDelay();
  let answer = '';
  let current: { holds: string; settled: PromiseWithResolvers<void> } | undefined;
  const refuse = (why: string) => current?.settled.reject(new Error(why));
  socket.on('error', ({ message }) => refuse(message));
  socket.on('close', () => refuse(ENDED));
  socket.on('data', (text: string) => {
    answer += text;
    if (current === undefined || (protocol === 'http' && !isWhole(answer))) return;
    if (answer.includes(current.holds)) current.settled.resolve();
    else if (protocol === 'http') refuse(`a post was refused: ${answer}`);
  });

  function exchange(bytes: string | Uint8Array, holds: string): Promise<void> {
    answer = '';
    current = { holds, settled: Promise.withResolvers() };
    if (socket.writable) socket.write(bytes);
    else refuse(ENDED);
    return current.settled.promise;
  }

  function post(number: number): Promise<void> {
    const text = request.replace('{uuid}', randomUUID()).replace('{body}', bodyOf(number));
    return exchange(protocol === 'http' ? text : textFrame(text), accepted);
  }

  const sign = protocol === 'socket.io' ? protocols[protocol].beat : undefined;
  return { exchange, post, beat: () => void (sign && socket.write(sign)) };
}

/** Whether an HTTP answer is there to its end; all of the servers say how long it is. */
function isWhole(answer: string): boolean {
  const head = answer.indexOf('\r\n\r\n');
  const length = /^content-length: (\d+)/im.exec(answer)?.[1];
  return head >= 0 && answer.length >= head + 4 + Number(length);
}
