import { electron } from './workplace.ts';

/** Says once which Electron the desktop suites run on, or how to get one. */
export default function announce(): void {
  const { binary, name, missing } = electron;
  console.log(
    binary === undefined
      ? `The desktop client's suites are skipped: ${missing}.`
      : `The desktop client's suites run on ${name}.`,
  );
}
