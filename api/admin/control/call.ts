import { request } from 'node:http';
import { linesOf } from '../../lib/lines.ts';
import type { AdminCommand, Write } from '../commands/command.ts';
import { Refusal } from '../refusal.ts';
import { answerLineSchema } from './answer.ts';
import { socketPath } from './socket-path.ts';

/** Has the server that holds the data directory run the command. @throws Refusal */
export async function callServer<Input, Result>(
  dataDir: string,
  command: AdminCommand<Input, Result>,
  input: Input,
  write: Write,
): Promise<Result> {
  for await (const text of linesOf(whole(await send(dataDir, command.name, input)))) {
    const answer = answerLineSchema.parse(JSON.parse(text));
    if ('refusal' in answer) throw new Refusal(answer.refusal);
    if ('result' in answer) return command.result.parse(answer.result);
    await write(answer.line);
  }
  throw cutShort();
}

async function* whole(answer: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* answer;
  } catch {
    throw cutShort();
  }
}

function cutShort(): Refusal {
  return new Refusal('the server stopped before it was done; start it and try again');
}

async function send(dataDir: string, name: string, input: unknown): Promise<AsyncIterable<Buffer>> {
  return new Promise((resolve, reject) => {
    const asked = request({
      socketPath: socketPath(dataDir),
      method: 'POST',
      path: `/commands/${name}`,
      headers: { 'content-type': 'application/json' },
    });
    asked.on('response', resolve);
    asked.on('error', () =>
      reject(
        new Refusal(
          `the data directory ${dataDir} is in use, and no server takes commands there; wait until it has started, or stop it`,
        ),
      ),
    );
    asked.end(JSON.stringify(input));
  });
}
