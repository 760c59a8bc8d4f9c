import { createServer, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { referenceMessage } from './reference-message.ts';

/**
 * What Node's own HTTP server can do at most: no database, no users, nothing that can go wrong.
 * `PORT` and `MODE`: `single` writes each event to each subscriber by itself, as tutorials do;
 * `joined` writes the events of all the posts that arrived together as one chunk.
 */
const { PORT, MODE } = z
  .object({ PORT: z.coerce.number(), MODE: z.enum(['single', 'joined']) })
  .parse(process.env);
const postSchema = z.object({ clientId: z.string(), body: z.string() });
const subscribers = new Set<ServerResponse>();
let seq = 0;
let waiting: { event: string; response: ServerResponse; message: string }[] = [];

const server = createServer((request, response) => {
  if (request.method === 'GET') return subscribe(response);
  let text = '';
  request.setEncoding('utf8');
  request.on('data', (part) => {
    text += part;
  });
  request.on('end', () => post(text, response));
});
// As long as nginx does: a poster may wait while fewer of them are measured.
server.keepAliveTimeout = 75_000;
server.listen(PORT, '127.0.0.1');

function subscribe(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  response.write(': ready\n\n');
  subscribers.add(response);
  response.on('close', () => subscribers.delete(response));
}

function post(text: string, response: ServerResponse): void {
  const { clientId, body } = postSchema.parse(JSON.parse(text));
  seq += 1;
  const message = JSON.stringify(referenceMessage(clientId, body, seq));
  const event = `id: ${seq}\nevent: message.created\ndata: ${message}\n\n`;
  if (MODE === 'single') {
    for (const subscriber of subscribers) subscriber.write(event);
    answer(response, message);
    return;
  }
  waiting.push({ event, response, message });
  if (waiting.length === 1) setImmediate(deliver);
}

function deliver(): void {
  const posts = waiting;
  waiting = [];
  const events = Buffer.from(posts.map(({ event }) => event).join(''));
  const head = Buffer.from(`${events.byteLength.toString(16)}\r\n`);
  const chunk = Buffer.concat([head, events, Buffer.from('\r\n')]);
  for (const { socket } of subscribers) socket?.write(chunk);
  for (const { response, message } of posts) answer(response, message);
}

function answer(response: ServerResponse, message: string): void {
  response.writeHead(201, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(message),
  });
  response.end(message);
}
