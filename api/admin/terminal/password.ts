import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Refusal } from '../refusal.ts';

/** A password. `isNew`: it was drawn here, so it has to be shown. */
export interface ChosenPassword {
  password: string;
  isNew: boolean;
}

/**
 * Reads a password from a file (`-` for standard input), else from the terminal without echo, else
 * draws one. Never takes it from the command line, which every user of the machine can read.
 *
 * @throws Refusal
 */
export async function choosePassword(file: string | undefined): Promise<ChosenPassword> {
  if (file !== undefined) return { password: await readPassword(file), isNew: false };
  if (!process.stdin.isTTY) return drawn();
  const password = await ask('New password (empty: draw one): ');
  if (password === '') return drawn();
  if ((await ask('The same again: ')) !== password) {
    throw new Refusal('the two passwords differ; try again');
  }
  return { password, isNew: false };
}

function drawn(): ChosenPassword {
  return { password: randomBytes(15).toString('base64url'), isNew: true };
}

async function readPassword(file: string): Promise<string> {
  try {
    const given = file === '-' ? await text(process.stdin) : readFileSync(file, 'utf8');
    return given.replace(/\r?\n$/, '');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Refusal(`the password cannot be read (${reason}); correct --password-file`);
  }
}

async function ask(question: string): Promise<string> {
  process.stderr.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  terminal.on('SIGINT', () => process.exit(130));
  try {
    return await terminal.question('');
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}
