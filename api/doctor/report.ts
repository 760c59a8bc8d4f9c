import { stripVTControlCharacters, styleText } from 'node:util';
import type { Finding, Fix, Place } from './finding.ts';
import type { Measurements } from './measurements.ts';

export interface Report {
  url: string;
  at: string;
  /** The doctor's version. */
  version: string;
  /** By its Server header; undefined where it sends none, as HAProxy and Traefik do not. */
  proxy: 'nginx' | 'caddy' | undefined;
  findings: Finding[];
}

const WIDTH = 100;
const COLOURS = { ok: 'green', warning: 'yellow', failure: 'red', skipped: 'dim' } as const;

const WHERE: Record<Place, string> = {
  nginx: 'in /etc/nginx/conf.d/workspace.conf',
  caddy: 'in /etc/caddy/Caddyfile',
  haproxy: 'in /etc/haproxy/haproxy.cfg',
  traefik: "in Traefik's files",
  settings: 'in /etc/workspace/workspace.env (or .env), and then restart the server',
  server: "on the server's machine",
};

/** Leaves out the fixes for proxies that are not there. */
export function createReport(m: Measurements, findings: Finding[]): Report {
  const proxy = proxyOf(m);
  const isThere = ({ place }: Fix) =>
    place === 'settings' || place === 'server' || candidates(m, proxy).includes(place);
  return {
    url: m.url.origin,
    at: m.at.toISOString(),
    version: m.version,
    proxy,
    findings: findings.map((finding) => ({ ...finding, fixes: finding.fixes.filter(isThere) })),
  };
}

/** The proxies that it may be. Without TLS no proxy has answered, and any of them can be set up. */
function candidates({ url }: Measurements, proxy: Report['proxy']): Place[] {
  if (url.protocol === 'http:') return ['nginx', 'caddy', 'haproxy', 'traefik'];
  return proxy === undefined ? ['haproxy', 'traefik'] : [proxy];
}

/** A table, then what to change where; at most 100 columns. Colours only where `stream` shows them. */
export function formatReport(report: Report, stream: NodeJS.WriteStream): string {
  const { findings, proxy, url } = report;
  const tried = findings.filter(({ status }) => status !== 'skipped');
  const names = Math.max(...findings.map(({ name }) => name.length), 'check'.length) + 2;
  const results = 'failure'.length + 2;
  const rows = tried.map(({ name, status, found }) => {
    const result = styleText(COLOURS[status], status.padEnd(results), { stream });
    return name.padEnd(names) + result + wrap(found, names + results);
  });
  const behind = proxy === undefined ? '' : `, behind ${proxy}`;
  return [
    `Workspace at ${url}${behind}`,
    '',
    `${'check'.padEnd(names)}${'result'.padEnd(results)}found`,
    ...rows,
    '',
    ...linesOfSkipped(findings),
    ...findings.filter(({ fixes }) => fixes.length > 0).flatMap(linesOfFixes),
    summary(findings),
  ].join('\n');
}

/** Each reason once, since one missing token is the reason for many. */
function linesOfSkipped(findings: Finding[]): string[] {
  const all = findings.filter(({ status }) => status === 'skipped');
  const byReason = [...Map.groupBy(all, ({ found }) => found)];
  if (byReason.length === 0) return [];
  return [
    'skipped:',
    ...byReason.map(([reason, some]) => {
      const names = some.map(({ name }) => name).join(', ');
      return `  ${wrap(`${names} (${reason})`, 2)}`;
    }),
    '',
  ];
}

function linesOfFixes({ name, fixes }: Finding): string[] {
  return [
    `${name}: to change`,
    ...fixes.flatMap(({ place, change }) => [`  ${WHERE[place]}:`, `    ${wrap(change, 4)}`]),
    '',
  ];
}

function summary(findings: Finding[]): string {
  const count = (status: Finding['status']) =>
    findings.filter((finding) => finding.status === status).length;
  const many = (status: 'warning' | 'failure') =>
    `${count(status)} ${status}${count(status) === 1 ? '' : 's'}`;
  return `${count('ok')} ok, ${many('warning')}, ${many('failure')}, ${count('skipped')} skipped`;
}

/** Breaks between words, and indents what follows the first line. */
function wrap(text: string, indent: number): string {
  const lines = [''];
  // Text from the network must not move the terminal's cursor.
  for (const word of stripVTControlCharacters(text).split(/\s+/)) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && indent + last.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.join(`\n${' '.repeat(indent)}`);
}

function proxyOf(m: Measurements): Report['proxy'] {
  const server = 'value' in m.ready ? (m.ready.value.headers['server'] ?? '') : '';
  if (/^nginx/i.test(server)) return 'nginx';
  return /^caddy/i.test(server) ? 'caddy' : undefined;
}
