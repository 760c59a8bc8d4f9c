import {
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  watch,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

/** What a second copy hands to the first. */
export interface Handover {
  argv: string[];
  workingDirectory: string;
  additionalData: unknown;
}

/** The lock of one copy of the app on a user data folder, between processes. */
export interface SingleInstance {
  isHeld(): boolean;
  /** False where another live process has it, which has then been told of this one. */
  request(additionalData: unknown): boolean;
  release(): void;
  /** Hands over what came, and all that comes: only a ready app is told. */
  listen(tell: (handover: Handover) => void): void;
}

export function createSingleInstance(
  folder: () => string,
  argv: () => readonly string[],
): SingleInstance {
  let isHeld = false;
  const lock = () => path.join(folder(), 'lock');
  const inbox = () => {
    const inside = path.join(folder(), 'second-instances');
    mkdirSync(inside, { recursive: true });
    return inside;
  };

  function take(): boolean {
    try {
      // A link is made whole or not at all, and says whose it is.
      symlinkSync(String(process.pid), lock());
      return true;
    } catch {
      return false;
    }
  }

  function handOver(additionalData: unknown): void {
    const handover: Handover = {
      argv: [...argv()],
      workingDirectory: process.cwd(),
      additionalData,
    };
    const file = path.join(inbox(), `${process.pid}`);
    writeFileSync(`${file}.part`, JSON.stringify(handover));
    renameSync(`${file}.part`, `${file}.json`);
  }

  return {
    isHeld: () => isHeld,
    request(additionalData) {
      while (!isHeld && !take()) {
        if (isHeldByAnother(lock())) {
          handOver(additionalData);
          return false;
        }
        rmSync(lock(), { force: true });
      }
      isHeld = true;
      return true;
    },
    release() {
      if (isHeld) rmSync(lock(), { force: true });
      isHeld = false;
    },
    listen(tell) {
      const read = () => {
        if (isHeld) for (const handover of takeAll(inbox())) tell(handover);
      };
      watch(inbox(), read).unref();
      read();
    },
  };
}

function isHeldByAnother(lock: string): boolean {
  try {
    process.kill(Number(readlinkSync(lock)), 0);
    return true;
  } catch {
    return false;
  }
}

function takeAll(inbox: string): Handover[] {
  return readdirSync(inbox)
    .filter((name) => name.endsWith('.json'))
    .map((name) => {
      const file = path.join(inbox, name);
      const handover: Handover = JSON.parse(readFileSync(file, 'utf8'));
      rmSync(file);
      return handover;
    });
}
