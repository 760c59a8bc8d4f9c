import path from 'node:path';
import type { CommandLine } from './app/command-line.ts';
import type { Paths } from './app/paths.ts';
import { type Chromium, startChromium } from './chromium/chromium.ts';
import type { Life } from './life.ts';
import type { Addresses } from './protocol/addresses.ts';
import type { Handler } from './protocol/protocol.ts';
import { type SchemeServer, serveSchemes } from './protocol/server.ts';
import type { Recorder } from './recorder.ts';

export interface RuntimeParts {
  addresses: Addresses;
  commandLine: CommandLine;
  handlerOf: (url: string) => Handler | undefined;
  life: Life;
  paths: Paths;
  recorder: Recorder;
  env: NodeJS.ProcessEnv;
}

/** What runs beside the app's code: the browser, and the server of the app's own schemes. */
export interface Runtime {
  start(): Promise<void>;
  open: Chromium['open'];
  /** Ends it all, and the process. */
  end(code: number): void;
}

export function createRuntime(parts: RuntimeParts): Runtime {
  const { commandLine, life, recorder } = parts;
  const started = Promise.withResolvers<Chromium>();
  let server: SchemeServer | undefined;
  let isEnding = false;

  return {
    async start() {
      if (isEnding) return;
      server = await serveSchemes(parts.handlerOf, parts.addresses);
      const chromium = await startChromium(
        path.join(parts.paths.own(), 'chromium'),
        switchesOf(parts, server.port),
        parts.env,
      );
      recorder.endpoint = chromium.endpoint;
      if (commandLine.hasSwitch('remote-debugging-port')) {
        // Playwright waits for this line.
        process.stderr.write(`\nDevTools listening on ${chromium.endpoint}\n`);
      }
      life.isReady = true;
      started.resolve(chromium);
    },
    async open(size) {
      return (await started.promise).open(size);
    },
    end(code) {
      if (isEnding) return;
      isEnding = true;
      const closed = life.isReady ? started.promise.then((chromium) => chromium.close()) : null;
      void Promise.resolve(closed).finally(() => {
        server?.close();
        process.exit(code);
      });
    },
  };
}

function switchesOf({ addresses, commandLine }: RuntimeParts, port: number): string[] {
  return [
    `--host-resolver-rules=${addresses.hostRules(port)}`,
    `--lang=${commandLine.getSwitchValue('lang') || 'en-GB'}`,
    `--accept-lang=${commandLine.getSwitchValue('lang') || 'en-GB'}`,
  ];
}
