import type { Words } from '../words.ts';

/** What whoever supports the client asks for first. */
export interface Facts {
  /** The versions of the program and what it runs on. */
  program: readonly string[];
  server: string;
  /** Undefined where the server does not answer. */
  serverVersion: string | undefined;
  canKeepSecrets: boolean;
  showsTrayIcons: boolean;
  showsNotifications: boolean;
  crashDumps: { folder: string; count: number };
  log: { folder: string; lines: readonly string[] };
}

/** The facts as plain text, with the newest `most` changes of the connection and errors. */
export function describeFacts(facts: Facts, w: Words, most: number): string {
  const { server, serverVersion, crashDumps, log } = facts;
  const yes = (is: boolean) => w(is ? 'diagnostics.yes' : 'diagnostics.no');
  const newest = (pattern: RegExp) => log.lines.filter((line) => pattern.test(line)).slice(-most);
  const list = (lines: readonly string[]) =>
    lines.length === 0 ? [w('diagnostics.none')] : lines.map((line) => line.replace(TIME, '$1 $2'));
  return [
    ...facts.program,
    `${w('diagnostics.server')} ${server}, ${serverVersion ?? w('diagnostics.silent')}`,
    `${w('diagnostics.secrets')} ${yes(facts.canKeepSecrets)}`,
    `${w('diagnostics.tray')} ${yes(facts.showsTrayIcons)}`,
    `${w('diagnostics.notifications')} ${yes(facts.showsNotifications)}`,
    `${w('diagnostics.updates')} ${list(log.lines.filter(isOfUpdates).slice(-1)).join()}`,
    `${w('diagnostics.dumps')} ${crashDumps.count}, ${crashDumps.folder}`,
    `${w('diagnostics.log')} ${log.folder}`,
    '',
    w('diagnostics.connection'),
    ...list(newest(/^\S+ \w+ (connection|server): /)),
    '',
    w('diagnostics.errors'),
    ...list(newest(/^\S+ error /)),
  ].join('\n');
}

/** To the second; the log has thousandths. */
const TIME = /^(\S+)T([\d:]+)\.\d+/;

function isOfUpdates(line: string): boolean {
  return /^\S+ \w+ update: /.test(line);
}
