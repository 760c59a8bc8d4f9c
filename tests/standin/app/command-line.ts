/** Electron's `app.commandLine`: the switches that the process was started with, and the app's own. */
export class CommandLine {
  #switches = new Map<string, string>();
  #arguments: string[] = [];

  constructor(argv: readonly string[]) {
    for (const argument of argv) {
      const [, name, value = ''] = /^--([^=]+)(?:=(.*))?$/s.exec(argument) ?? [];
      if (name === undefined) this.#arguments.push(argument);
      else this.#switches.set(name, value);
    }
  }

  appendSwitch(name: string, value = ''): void {
    this.#switches.set(name, value);
  }
  appendArgument(value: string): void {
    this.#arguments.push(value);
  }
  hasSwitch(name: string): boolean {
    return this.#switches.has(name);
  }
  getSwitchValue(name: string): string {
    return this.#switches.get(name) ?? '';
  }
  removeSwitch(name: string): void {
    this.#switches.delete(name);
  }
}
