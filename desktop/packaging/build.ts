import path from 'node:path';
import { InvalidConfigurationError } from 'builder-util';
import { archFromString, build, log, Platform } from 'electron-builder';
import { z } from 'zod';
import { configuration } from './electron-builder.ts';

/* node build.ts linux|win|mac [format…]: packages the built client, in all formats unless told. */

/** What `got`, by which electron-builder downloads, throws. */
const failedDownload = z.object({
  message: z.string(),
  options: z.object({ url: z.union([z.string(), z.instanceof(URL)]) }),
});

const [platform = '', ...formats] = process.argv.slice(2);
// electron-builder would download fpm. One way of building the deb is enough for everybody.
process.env['CUSTOM_FPM_PATH'] = path.join(import.meta.dirname, 'deb/build-deb.ts');
try {
  await build({
    targets: new Map([
      [
        Platform.fromString(platform),
        new Map(formats.length === 0 ? [] : [[archFromString(process.arch), formats]]),
      ],
    ]),
    publish: 'never',
    config: configuration(process.env),
  });
} catch (error) {
  // At the exit, since a library that ends its work meanwhile sets the code back to 0.
  process.on('exit', () => {
    process.exitCode = 1;
  });
  log.error(null, reasonOf(error));
}

function reasonOf(error: unknown): string {
  const failed = failedDownload.safeParse(error);
  if (failed.success) {
    const { options, message } = failed.data;
    const url = String(options.url);
    const [what, variable] = url.includes('/electron-builder-binaries/')
      ? ['The tools for this package', 'ELECTRON_BUILDER_BINARIES_MIRROR']
      : ['Electron', 'ELECTRON_MIRROR'];
    return `${what} cannot be downloaded from ${url} (${message}): set ${variable}, see "Building behind a proxy or offline" in README.md`;
  }
  if (error instanceof InvalidConfigurationError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
